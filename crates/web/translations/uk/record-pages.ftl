record-timeline = Стрічка
record-details = Поля
record-related = Пов’язане
record-files = Файли
record-history = Історія
record-tabs = Розділи запису
record-key-fields = Головне
record-about = Про запис
record-edit = Змінити
record-editing = Редагування
record-create = Створити
record-full-form = Усі поля
record-share = Доступ…
record-email = Лист
record-call = Дзвінок
record-task = Завдання
record-note = Нотатка
record-meeting = Зустріч
record-comment = Коментар
record-commented = коментує
record-comment-deleted = Коментар видалено.
record-write = Записати
record-write-placeholder = Що сталося або що треба зробити?
record-write-something = Спершу напишіть щось.
record-due = Термін
record-mark-done = Позначити виконаним
record-done = Виконано.
record-created = — запис створено
record-changed = — зміни
record-was-deleted = — запис видалено
record-through-api = програмою
record-through-import = імпортом
record-through-process = процесом
record-through-command = командою
record-through-install = під час встановлення
record-batch-import = імпорт
record-batch-change = масове редагування
record-batch-delete = видалення
record-batch-merge = об’єднання
record-batch-undo = скасування
record-history-none = Тут ще нічого не сталося
record-restore = Повернути це значення
record-restored = { $field }: попереднє значення повернуто.
record-fields-count =
    { $count ->
        [one] { $count } поле
        [few] { $count } поля
        [many] { $count } полів
       *[other] { $count } поля
    }
record-conflict = { $who }: змінено { $when }.
record-conflict-help = Ваше введення залишилося у формі. Якщо зберегти ще раз, воно замінить чужі зміни.
record-keep-yours = Залишити моє
record-keep-theirs = Узяти чуже
record-deleted = Видалено: «{ $title }».
record-deleted-text = Запис можна повернути зараз або згодом зі списку видалених.
record-deleted-list = Видалені записи
record-deleted-none = Видалених записів немає
record-bring-back = Повернути
record-related-none = Поки нічого немає.
record-related-all = Показати всі: { $count }
record-line-add = Додати рядок
record-line-move = Перетягніть або натисніть Alt зі стрілкою
record-line-remove = Прибрати рядок
record-lines-none = Рядків поки немає.
record-not-json = Це неправильний JSON.
record-files-drop = Перетягніть файл або виберіть його
record-files-limit = Не більше { $size }
record-files-none = Файлів немає
record-alike = Можливо, це те саме
record-alike-by = Збігається:
record-merge = Об’єднати…
record-different = Не те саме
record-different-done = Ці два записи більше не пропонуватимуться.
record-merge-title = Об’єднання двох записів
record-merge-text = Виберіть, яке значення залишити в кожному полі. Усе, що пов’язано з видаленим записом, перейде до того, що залишається. Об’єднання можна скасувати.
record-merge-stays = Залишається
record-merge-goes = Зникає
record-merge-same = Усі поля збігаються.
record-merge-swap = Поміняти місцями
record-merge-do = Об’єднати
record-field = Поле
record-merged-already = Уже об’єднано з «{ $title }»
record-merged-already-text = Один із двох записів уже став частиною іншого. Об’єднання можна скасувати в історії цього запису.
record-moved = Запис, який ви шукали, об’єднано з «{ $title }».
record-merged = Об’єднано в «{ $title }»
record-merged-text =
    { $count ->
        [0] Другого запису більше немає.
        [one] Другого запису більше немає; { $count } пов’язаний запис тепер веде сюди.
        [few] Другого запису більше немає; { $count } пов’язані записи тепер ведуть сюди.
        [many] Другого запису більше немає; { $count } пов’язаних записів тепер ведуть сюди.
       *[other] Другого запису більше немає; { $count } пов’язаного запису тепер ведуть сюди.
    }
record-open = Відкрити запис
record-undo-left =
    { $count ->
        [one] Скасовано, але { $count } зміна залишилася: { $reason }
        [few] Скасовано, але { $count } зміни залишилися: { $reason }
        [many] Скасовано, але { $count } змін залишилося: { $reason }
       *[other] Скасовано, але { $count } зміни залишилося: { $reason }
    }
record-share-title = Доступ до запису
record-shared-with = Доступ відкрито
record-share-none = Нікому окремо.
record-share-with = Співробітник або підрозділ
record-share-whom = Виберіть співробітника або підрозділ.
record-share-level = Може
record-share-read = бачити
record-share-change = бачити і змінювати
record-share-add = Відкрити
record-share-done = Готово
record-why = Чому вам видно цей запис
record-why-shared = Доступ відкрито: { $who }
record-why-all-rights = дозволено все
record-why-not = Жодне правило не відкриває вам цей запис.
record-why-somebody = Що тут може інша людина?
record-why-person = Співробітник
record-why-ask = Пояснити
record-why-whom = Виберіть співробітника.
record-why-allowed = можна
record-why-denied = не можна
record-why-no-role = Ця людина не має жодної ролі.
record-why-not-this = але не цей запис
record-why-unreadable = Запис їй не видно, а без цього не можна й решти.
record-why-inactive = Обліковий запис вимкнено: ролі не діють.
record-scope-none = нічого
record-scope-own = ваші записи
record-scope-unit = записи вашого підрозділу
record-scope-below = записи вашого підрозділу й нижчих
record-scope-own-theirs = свої записи
record-scope-unit-theirs = записи свого підрозділу
record-scope-below-theirs = записи свого підрозділу й нижчих
record-scope-all = усі записи
record-scope-rule = записи за правилом ролі
record-as-of = Як було { $when }
record-as-of-back = До теперішнього
record-as-of-show = Як було на дату…
record-as-of-unread = Такого дня немає. Напишіть його як 31.12.2025, з часом — як 31.12.2025 09:15.
record-as-of-future = Цей момент ще не настав.
record-as-of-not-yet = { $when } цього запису ще не було
record-as-of-created = Його створено { $when }.
record-as-of-deleted = { $when } цей запис був видалений
record-as-of-deleted-text = Пізніше його відновили; коли саме — видно в історії.
record-open-past = Показати
record-advice = Зверніть увагу
record-saved-but = Збережено, але: { $advice }
record-previous = Попередній запис списку
record-next = Наступний запис списку
record-batch-convert = конвертація
convert-do = Конвертувати
convert-use = Використати
convert-create = Створити новий запис
convert-other = Вибрати наявний запис
convert-skip = Не створювати
convert-choose = Виберіть запис або інший варіант.
convert-linked = { $field }: запис із розділу «{ $step }» вище
convert-done = «{ $title }»: конвертацію виконано
convert-already = «{ $title }»: конвертацію вже виконано
convert-not-now = «{ $title }»: зараз конвертація неможлива
convert-not-now-text = Відкрийте запис і перевірте його стан.
record-not-for-others = Ви можете створити це лише для себе. Приберіть відповідального й підрозділ або вкажіть себе.
