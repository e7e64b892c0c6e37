# Файлы, которые нельзя прочитать. { $file } (с именем листа), { $row } и { $column } есть у каждого текста.
import-file-empty = Файл { $file } пуст.
    .remedy = Выберите файл со строкой заголовков и хотя бы одной строкой данных.
import-file-not-a-table = Файл { $file } — не таблица: { $found }.
    .remedy = Сохраните таблицу как CSV или XLSX и выберите этот файл.
import-file-password = Файл { $file } защищён паролем.
    .remedy = Откройте его, снимите пароль, сохраните и выберите снова.
import-file-damaged = Файл { $file } повреждён ({ $detail }).
    .remedy = Откройте его в табличном редакторе, сохраните заново как XLSX или CSV и выберите этот файл.
import-row-damaged = Файл { $file } повреждён у строки { $row } ({ $detail }).
    .remedy = Откройте его в табличном редакторе, проверьте эту строку, сохраните файл заново как XLSX или CSV и выберите его.
import-file-too-big = Размер файла { $file } — { $found } МБ; читается не больше { $limit } МБ.
    .remedy = Разделите его на несколько файлов или попросите администратора увеличить предел.
import-file-unpacks-too-big = Файл { $file } распаковывается в намного больший объём, чем занимает, или больше чем в { $limit } МБ.
    .remedy = Сохраните нужный лист как CSV и выберите этот файл.
import-too-many-columns = Столбцов в строке { $row } файла { $file }: { $found }; читается не больше { $limit }.
    .remedy = Удалите ненужные столбцы и проверьте, верно ли выбран разделитель.
import-too-many-rows = Строк в файле { $file } больше { $limit }.
    .remedy = Разделите его на несколько файлов.
import-row-too-big = В строке { $row } файла { $file } больше { $limit } МБ текста.
    .remedy = Сократите её ячейки или приложите тексты файлами.
import-unclosed-quote = В строке { $row }, столбце { $column } файла { $file } открыта кавычка, и она нигде не закрыта.
    .remedy = Закройте её или удвойте, если она часть текста.
import-no-sheet = В файле { $file } нет такого листа.
    .remedy = Выберите один из его листов.
import-unknown-encoding = Кодировки «{ $found }» не существует.
    .remedy = Выберите, например, utf-8, windows-1251 или windows-1252.
import-file-unreadable = Файл { $file } не удаётся прочитать: { $detail }.
    .remedy = Проверьте, что он на месте и сервер может его читать, и попробуйте ещё раз.

# Отдельные ячейки.
import-cell-formula-error = Ошибка формулы в этой ячейке: { $value }
    .remedy = Исправьте формулу или замените её значением.
import-cell-encoding = Некоторые знаки в этой ячейке испорчены: { $value }
    .remedy = Сохраните файл в UTF-8 или укажите его кодировку.
import-cell-nul = В этой ячейке есть знак, который нельзя сохранить: { $value }
    .remedy = Наберите содержимое ячейки заново.
import-cell-too-long = Эта ячейка длиннее { $limit } байт.
    .remedy = Сократите её или приложите текст файлом.

# Значения не того вида.
import-not-a-number = «{ $value }» — не число.
    .remedy = Напишите цифрами, например 1284,50, без других слов.
import-not-an-integer = «{ $value }» — не целое число.
    .remedy = Напишите целое число, например 12.
import-number-too-long = В числе { $value } слишком много цифр.
    .remedy = Округлите его или поместите в текстовое поле.
import-not-a-bool = «{ $value }» — ни «да», ни «нет».
    .remedy = Напишите «да» или «нет».
import-not-a-date = «{ $value }» — не дата.
    .remedy = Напишите год, месяц и день, например 2026-11-28.
import-no-such-day = Такого дня нет: «{ $value }».
    .remedy = Исправьте день или порядок дня и месяца.
import-not-a-duration = «{ $value }» — не длительность.
    .remedy = Напишите часы и минуты, например 1:30, или число с единицей, например 90 мин.
import-not-an-email = «{ $value }» — не адрес электронной почты.
    .remedy = Напишите один адрес, например anna@example.org.
import-not-a-phone = «{ $value }» — не номер телефона.
    .remedy = Напишите один номер с кодом страны, например +380 44 123 45 67.
import-not-a-web-address = «{ $value }» — не адрес сайта.
    .remedy = Напишите его как https://example.org.

# Что в столбце неоднозначно и как это читается.
import-dates-day-first = В датах вида { $value } первым читается день.
    .remedy = Если первым идёт месяц, выберите это.
import-dates-month-first = В датах вида { $value } первым читается месяц.
    .remedy = Если первым идёт день, выберите это.
import-dates-mixed = В одних датах первым стоит день ({ $first }), в других месяц ({ $second }).
    .remedy = Запишите все даты одинаково, лучше всего как 2026-11-28.
import-numbers-doubtful = Числа вида { $value } читаются как { $read }.
    .remedy = Если знак значит другое, выберите это.
import-numbers-mixed = Одни числа записаны как { $first }, другие как { $second }.
    .remedy = Запишите все числа одинаково.
import-percents-as-fractions = Числа вида { $value } читаются как доли единицы: 1 — это 100 %.
    .remedy = Если это уже проценты, выберите это.

# Почему столбец сопоставлен с полем.
import-match-same-name = То же название
import-match-synonym = Другое название того же
import-match-similar-name = Похожее название
import-match-content = По содержанию

# Чего не хватает плану импорта.
import-entity-closed = Записи { $entity } нельзя импортировать.
    .remedy = Создайте их по одной или обратитесь к администратору.
import-unknown-target = Нет поля «{ $target }».
    .remedy = Выберите одно из полей или пропустите столбец.
import-target-twice = В поле «{ $target }» ведут два столбца.
    .remedy = Пропустите один из них.
import-target-read-only = Поле «{ $target }» нельзя записать.
    .remedy = Пропустите столбец или используйте его только для поиска записей.
import-no-targets = Ни один столбец не ведёт в поле.
    .remedy = Выберите поле хотя бы для одного столбца.
import-no-such-column = На листе нет столбца «{ $column }».
    .remedy = Напишите его название как на листе.
import-no-such-sheet = В файле нет листа «{ $sheet }».
    .remedy = Напишите его название как в файле.
import-match-without-column = Записи ищутся по полю «{ $field }», но в него не ведёт ни один столбец.
    .remedy = Выберите для него столбец или ищите записи по другому полю.
import-relation-without-key = Ни один столбец не ведёт в поле, по которому находится «{ $target }».
    .remedy = Выберите столбец для этого поля или другое поле для поиска.
import-certain-out-of-range = Уверенность в дубликате — число от 0 до 1.
    .remedy = Напишите такое число, например 0.95.

# Строки.
import-read-as = «{ $value }» читается как «{ $near }».
    .remedy = Если имеется в виду другое, выберите это.
import-not-a-choice = «{ $value }» нет среди вариантов: { $choices }.
    .remedy = Напишите один из них.
import-not-a-choice-near = «{ $value }» нет среди вариантов.
    .remedy = Может быть, «{ $near }»?
import-not-json = «{ $value }» — не JSON.
    .remedy = Запишите это в JSON или оставьте ячейку пустой.
import-no-such-related = Здесь нет записи «{ $value }».
    .remedy = Сначала создайте её, разрешите создавать недостающие или исправьте ячейку.
import-no-such-related-near = Здесь нет записи «{ $value }».
    .remedy = Может быть, «{ $near }»?
import-several-related = Записей с названием «{ $value }» больше одной.
    .remedy = Ищите по полю, которое у каждой своё, или сначала объедините их.
import-several-match = Этой строке соответствует больше одной записи по { $field }.
    .remedy = Добавьте поле для сопоставления или сначала объедините записи.
import-already-there = Такая запись уже есть.
    .remedy = Пропустите строку или разрешите изменять существующие записи.
import-probably-there = «{ $title }» — вероятно, та же запись ({ $percent } %).
    .remedy = Сравните их и объедините, если это так.
import-taken-for = Принято за «{ $title }» ({ $percent } %).
    .remedy = Сравните их и отмените изменение, если это разные записи.
import-not-unique = У другой записи то же значение в { $field }.
    .remedy = Исправьте значение или сопоставляйте по этому полю.
import-forbidden = Вам нельзя делать это с записями { $entity }: { $action }.
    .remedy = Попросите право у администратора.
import-out-of-reach = Записи { $entity } нет, или она вам не видна.
    .remedy = Исправьте строку или попросите право у администратора.
import-changed-meanwhile = Кто-то в тот же момент менял эту запись.
    .remedy = Импортируйте строку ещё раз.
import-refused-by-database = База данных не принимает строку: нет того, на что она указывает, или не хватает значения.
    .remedy = Исправьте строку.
import-refused-reason = Причина отказа

# Столбцы экспорта.
export-currency = { $field }: валюта
export-base = { $field }: в основной валюте
export-street = { $field }: улица
export-city = { $field }: город
export-region = { $field }: регион
export-postal-code = { $field }: индекс
export-country = { $field }: страна
