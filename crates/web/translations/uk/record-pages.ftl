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
record-scope-none = нічого
record-scope-own = ваші записи
record-scope-unit = записи вашого підрозділу
record-scope-below = записи вашого підрозділу й нижчих
record-scope-all = усі записи
record-scope-rule = записи за правилом ролі
record-as-of = Як було { $when }
record-as-of-back = До теперішнього
record-as-of-show = Як було на дату…
country-ae = ОАЕ
country-al = Албанія
country-am = Вірменія
country-ar = Аргентина
country-at = Австрія
country-au = Австралія
country-az = Азербайджан
country-ba = Боснія і Герцеговина
country-be = Бельгія
country-bg = Болгарія
country-br = Бразилія
country-by = Білорусь
country-ca = Канада
country-ch = Швейцарія
country-cn = Китай
country-cy = Кіпр
country-cz = Чехія
country-de = Німеччина
country-dk = Данія
country-ee = Естонія
country-eg = Єгипет
country-es = Іспанія
country-fi = Фінляндія
country-fr = Франція
country-gb = Велика Британія
country-ge = Грузія
country-gr = Греція
country-hr = Хорватія
country-hu = Угорщина
country-ie = Ірландія
country-il = Ізраїль
country-in = Індія
country-is = Ісландія
country-it = Італія
country-jp = Японія
country-ke = Кенія
country-kg = Киргизстан
country-kr = Республіка Корея
country-kz = Казахстан
country-lt = Литва
country-lu = Люксембург
country-lv = Латвія
country-md = Молдова
country-me = Чорногорія
country-mk = Північна Македонія
country-mt = Мальта
country-mx = Мексика
country-ng = Нігерія
country-nl = Нідерланди
country-no = Норвегія
country-nz = Нова Зеландія
country-pl = Польща
country-pt = Португалія
country-ro = Румунія
country-rs = Сербія
country-ru = Росія
country-se = Швеція
country-sg = Сінгапур
country-si = Словенія
country-sk = Словаччина
country-tr = Туреччина
country-ua = Україна
country-us = США
country-za = ПАР
record-open-past = Показати
