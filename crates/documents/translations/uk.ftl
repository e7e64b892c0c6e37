# Файли, які не можна прочитати. { $file } (з назвою аркуша), { $row } і { $column } є в кожного тексту.
import-file-empty = Файл { $file } порожній.
    .remedy = Виберіть файл із рядком заголовків і принаймні одним рядком даних.
import-file-not-a-table = Файл { $file } — не таблиця: { $found }.
    .remedy = Збережіть таблицю як CSV або XLSX і виберіть цей файл.
import-file-password = Файл { $file } захищено паролем.
    .remedy = Відкрийте його, зніміть пароль, збережіть і виберіть знову.
import-file-damaged = Файл { $file } пошкоджено ({ $detail }).
    .remedy = Відкрийте його в табличному редакторі, збережіть наново як XLSX або CSV і виберіть цей файл.
import-row-damaged = Файл { $file } пошкоджено біля рядка { $row } ({ $detail }).
    .remedy = Відкрийте його в табличному редакторі, перевірте цей рядок, збережіть файл наново як XLSX або CSV і виберіть його.
import-file-too-big = Розмір файла { $file } — { $found } МБ; читається не більше ніж { $limit } МБ.
    .remedy = Поділіть його на кілька файлів або попросіть адміністратора збільшити межу.
import-file-unpacks-too-big = Файл { $file } розпаковується в значно більший обсяг, ніж займає, або більше ніж у { $limit } МБ.
    .remedy = Збережіть потрібний аркуш як CSV і виберіть цей файл.
import-too-many-columns = Стовпців у рядку { $row } файла { $file }: { $found }; читається не більше ніж { $limit }.
    .remedy = Вилучіть непотрібні стовпці й перевірте, чи правильно вибрано роздільник.
import-too-many-rows = Рядків у файлі { $file } більше ніж { $limit }.
    .remedy = Поділіть його на кілька файлів.
import-row-too-big = У рядку { $row } файла { $file } більше ніж { $limit } МБ тексту.
    .remedy = Скоротіть його клітинки або додайте тексти файлами.
import-unclosed-quote = У рядку { $row }, стовпці { $column } файла { $file } відкрито лапки, і їх ніде не закрито.
    .remedy = Закрийте їх або подвойте, якщо вони частина тексту.
import-no-sheet = У файлі { $file } немає такого аркуша.
    .remedy = Виберіть один із його аркушів.
import-unknown-encoding = Кодування «{ $found }» не існує.
    .remedy = Виберіть, наприклад, utf-8, windows-1251 або windows-1252.
import-file-unreadable = Файл { $file } не вдається прочитати: { $detail }.
    .remedy = Перевірте, що він на місці й сервер може його читати, і спробуйте ще раз.

# Окремі клітинки.
import-cell-formula-error = Помилка формули в цій клітинці: { $value }
    .remedy = Виправте формулу або замініть її значенням.
import-cell-encoding = Деякі знаки в цій клітинці зіпсовано: { $value }
    .remedy = Збережіть файл у UTF-8 або вкажіть його кодування.
import-cell-nul = У цій клітинці є знак, який не можна зберегти: { $value }
    .remedy = Наберіть вміст клітинки наново.
import-cell-too-long = Ця клітинка довша за { $limit } байт.
    .remedy = Скоротіть її або додайте текст файлом.

# Значення не того виду.
import-not-a-number = «{ $value }» — не число.
    .remedy = Напишіть цифрами, наприклад 1284,50, без інших слів.
import-not-an-integer = «{ $value }» — не ціле число.
    .remedy = Напишіть ціле число, наприклад 12.
import-number-too-long = У числі { $value } забагато цифр.
    .remedy = Округліть його або помістіть у текстове поле.
import-not-a-bool = «{ $value }» — ні «так», ні «ні».
    .remedy = Напишіть «так» або «ні».
import-not-a-date = «{ $value }» — не дата.
    .remedy = Напишіть рік, місяць і день, наприклад 2026-11-28.
import-no-such-day = Такого дня немає: «{ $value }».
    .remedy = Виправте день або порядок дня й місяця.
import-not-a-duration = «{ $value }» — не тривалість.
    .remedy = Напишіть години й хвилини, наприклад 1:30, або число з одиницею, наприклад 90 хв.
import-not-an-email = «{ $value }» — не адреса електронної пошти.
    .remedy = Напишіть одну адресу, наприклад anna@example.org.
import-not-a-phone = «{ $value }» — не номер телефону.
    .remedy = Напишіть один номер із кодом країни, наприклад +380 44 123 45 67.
import-not-a-web-address = «{ $value }» — не адреса сайту.
    .remedy = Напишіть її як https://example.org.

# Що в стовпці неоднозначне і як це читається.
import-dates-day-first = У датах на зразок { $value } першим читається день.
    .remedy = Якщо першим іде місяць, виберіть це.
import-dates-month-first = У датах на зразок { $value } першим читається місяць.
    .remedy = Якщо першим іде день, виберіть це.
import-dates-mixed = В одних датах першим стоїть день ({ $first }), в інших місяць ({ $second }).
    .remedy = Запишіть усі дати однаково, найкраще як 2026-11-28.
import-numbers-doubtful = Числа на зразок { $value } читаються як { $read }.
    .remedy = Якщо знак означає інше, виберіть це.
import-numbers-mixed = Одні числа записано як { $first }, інші як { $second }.
    .remedy = Запишіть усі числа однаково.
import-percents-as-fractions = Числа на зразок { $value } читаються як частки одиниці: 1 — це 100 %.
    .remedy = Якщо це вже відсотки, виберіть це.

# Чому стовпець зіставлено з полем.
import-match-same-name = Та сама назва
import-match-synonym = Інша назва того самого
import-match-similar-name = Схожа назва
import-match-content = За вмістом

# Чого бракує плану імпорту.
import-entity-closed = Записи { $entity } не можна імпортувати.
    .remedy = Створіть їх по одному або зверніться до адміністратора.
import-unknown-target = Немає поля «{ $target }».
    .remedy = Виберіть одне з полів або пропустіть стовпець.
import-target-twice = У поле «{ $target }» ведуть два стовпці.
    .remedy = Пропустіть один із них.
import-target-read-only = Поле «{ $target }» не можна записати.
    .remedy = Пропустіть стовпець або використовуйте його лише для пошуку записів.
import-no-targets = Жоден стовпець не веде в поле.
    .remedy = Виберіть поле хоча б для одного стовпця.
import-no-such-column = На аркуші немає стовпця «{ $column }».
    .remedy = Напишіть його назву як на аркуші.
import-no-such-sheet = У файлі немає аркуша «{ $sheet }».
    .remedy = Напишіть його назву як у файлі.
import-match-without-column = Записи шукаються за полем «{ $field }», але в нього не веде жоден стовпець.
    .remedy = Виберіть для нього стовпець або шукайте записи за іншим полем.
import-relation-without-key = Жоден стовпець не веде в поле, за яким знаходиться «{ $target }».
    .remedy = Виберіть стовпець для цього поля або інше поле для пошуку.
import-certain-out-of-range = Упевненість у дублікаті — число від 0 до 1.
    .remedy = Напишіть таке число, наприклад 0.95.

# Рядки.
import-read-as = «{ $value }» читається як «{ $near }».
    .remedy = Якщо мається на увазі інше, виберіть це.
import-not-a-choice = «{ $value }» немає серед варіантів: { $choices }.
    .remedy = Напишіть один із них.
import-not-a-choice-near = «{ $value }» немає серед варіантів.
    .remedy = Може, «{ $near }»?
import-not-json = «{ $value }» — не JSON.
    .remedy = Запишіть це в JSON або залиште клітинку порожньою.
import-no-such-related = Тут немає запису «{ $value }».
    .remedy = Спершу створіть його, дозвольте створювати відсутні або виправте клітинку.
import-no-such-related-near = Тут немає запису «{ $value }».
    .remedy = Може, «{ $near }»?
import-several-related = Записів із назвою «{ $value }» більше одного.
    .remedy = Шукайте за полем, яке в кожного своє, або спершу об’єднайте їх.
import-several-match = Цьому рядку відповідає більше одного запису за { $field }.
    .remedy = Додайте поле для зіставлення або спершу об’єднайте записи.
import-already-there = Такий запис уже є.
    .remedy = Пропустіть рядок або дозвольте змінювати наявні записи.
import-probably-there = «{ $title }» — імовірно, той самий запис ({ $percent } %).
    .remedy = Порівняйте їх і об’єднайте, якщо це так.
import-taken-for = Прийнято за «{ $title }» ({ $percent } %).
    .remedy = Порівняйте їх і скасуйте зміну, якщо це різні записи.
import-not-unique = В іншого запису те саме значення в { $field }.
    .remedy = Виправте значення або зіставляйте за цим полем.
import-forbidden = Вам не можна робити це із записами { $entity }: { $action }.
    .remedy = Попросіть право в адміністратора.
import-out-of-reach = Запису { $entity } немає, або його вам не видно.
    .remedy = Виправте рядок або попросіть право в адміністратора.
import-changed-meanwhile = Хтось у ту саму мить змінював цей запис.
    .remedy = Імпортуйте рядок ще раз.
import-refused-by-database = База даних не приймає рядок: немає того, на що він указує, або бракує значення.
    .remedy = Виправте рядок.
import-refused-reason = Причина відмови

# Стовпці експорту.
export-currency = { $field }: валюта
export-base = { $field }: в основній валюті
export-street = { $field }: вулиця
export-city = { $field }: місто
export-region = { $field }: регіон
export-postal-code = { $field }: індекс
export-country = { $field }: країна
