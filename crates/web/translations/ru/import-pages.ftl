# Импорт файла.
import-title = Импорт
import-step-file = Файл
import-step-columns = Столбцы
import-step-check = Проверка
import-step-run = Импорт
import-what = Что в файле?
import-other = Другие записи
import-drop = Импорт: { $entity }
import-drop-here = Выберите или перетащите файл
import-formats = CSV в любой кодировке, XLSX, XLS, ODS, vCard; до { $size }
import-good-to-know = Полезно знать
import-know-header = Строка с названиями столбцов помогает: столбцы сами сопоставятся с полями.
import-know-trial = Ничего не записывается, пока вы не увидите точно, что будет создано, изменено и отклонено.
import-know-undo = Импорт можно отменить целиком.
import-past = Прежние импорты
import-past-none = Пока ничего не импортировалось.
import-undone = отменён
import-undone-nothing = не отменён
import-undone-partly = { $count ->
    [one] отменён частично: осталось { $count } изменение
    [few] отменён частично: осталось { $count } изменения
   *[other] отменён частично: осталось { $count } изменений
 }
import-under-way = выполняется
import-counts = создано { $created }, изменено { $changed }, отклонено { $refused }
import-too-large = Файл больше { $size }. Разделите его или используйте команду «relata import».
import-no-file = Файл не пришёл или он пуст. Выберите файл и попробуйте ещё раз.
import-file-gone = Файл больше не хранится. Загрузите его снова.
import-columns-about = Куда идёт каждый столбец, насколько удалось понять. Исправьте неверное; что никуда не идёт, пропускается.
import-no-column = Ни один столбец никуда не идёт. Выберите поле хотя бы для одного.
import-leave-out = пропустить
import-left-out = пропускается
import-column-empty = пусто
import-own-fields = Собственные поля
import-sheet = Лист
import-sheet-named = лист «{ $sheet }»
import-header = Названия столбцов
import-header-row = названия в строке { $row }
import-header-none = строки названий нет
import-delimiter = Разделитель
import-encoding = Кодировка
import-detect = определить
import-read-otherwise = Прочитать иначе…
import-read-again = Прочитать файл заново
import-match = Что уже есть
import-match-about = Строка относится к записи, когда совпадают все эти поля. В названиях, именах и адресах почты регистр букв не важен; коды и номера сравниваются точно. Без поля каждая строка — новая запись.
import-match-first = По полю
import-match-else = или по
import-existing = Строка, для которой запись есть,
import-existing-update = изменяет её
import-existing-skip = пропускается
import-existing-fail = отклоняется
import-missing = Строка, для которой записи нет,
import-missing-create = становится новой записью
import-missing-skip = пропускается
import-related = Связанные записи
import-related-about = Их находят по тому, что стоит в их столбце. Укажите, что делать со строкой, для которой связанной записи нет.
import-related-by = найти по
import-related-absent = если нет:
import-related-create = создать её
import-related-leave-empty = оставить пустым с предупреждением
import-related-refuse = отклонить строку
import-rules = Ячейки и дубликаты
import-empty = Пустая ячейка
import-empty-keep = оставляет значение
import-empty-clear = стирает значение
import-unreadable = Ячейка, которую не прочитать,
import-unreadable-refuse = отклоняет свою строку
import-unreadable-leave-out = пропускается с предупреждением
import-duplicates = Новая запись, которая, вероятно, уже есть,
import-duplicates-ignore = создаётся
import-duplicates-warn = создаётся с предупреждением
import-duplicates-match = изменяет существующую
import-to-check = К проверке
import-checking = Проверяется «{ $file }»
import-checking-note = Каждая строка записывается и сразу отменяется: ничего не остаётся.
import-look-again = Посмотреть ещё раз
import-check-failed = Проверка не удалась. Попробуйте ещё раз; подробности в журнале сервера.
import-back-to-columns = Назад к столбцам
import-would = Что произойдёт
import-would-about = «{ $file }» проверен построчно. Ничего не сохранено.
import-created = создано
import-changed = изменено
import-unchanged = без изменений
import-skipped = пропущено
import-refused = отклонено
import-line-items = { $count ->
    [one] В них { $count } позиция.
    [few] В них { $count } позиции.
   *[other] В них { $count } позиций.
}
import-related-created = Создано связанных записей:
import-first-created = Новые записи
import-first-changed = Изменения
import-of = { $shown } из { $total }
import-row = стр. { $row }
import-new-record = новая запись
import-emptied = стёрто
import-refused-rows = Отклонённые строки
import-refused-about = Они не попадут в систему. После импорта их можно скачать файлом, исправить и загрузить снова.
import-refused-file = Исправьте их в файле и загрузите снова: в нём только эти строки.
import-warnings = Стоит посмотреть
import-reasons-others = { $count ->
    [one] и ещё { $count } причина другого рода
    [few] и ещё { $count } причины другого рода
   *[other] и ещё { $count } причин другого рода
 }
import-reason-rows = { $count ->
    [one] строка { $rows }
   *[other] строки { $rows }
 }
import-reason-rows-more = строки { $rows } и ещё { $more }
import-reason-also = также { $values }
import-with-warnings = предупреждений
import-warnings-about = Сами строки всё равно принимаются.
import-undone-about = Отменён { $time }. Кто отменил: { $who }.
import-undone-partly-about = Отменён частично { $time }. Кто отменил: { $who }.
import-undone-nothing-about = Ничего не удалось отменить { $time }. Кто отменял: { $who }.
import-open-written = { $count ->
    [one] Показать { $count } внесённую запись
    [few] Показать { $count } внесённые записи
   *[other] Показать { $count } внесённых записей
 }
import-run = Импортировать
import-run-count = { $count ->
    [one] Импортировать { $count } строку
    [few] Импортировать { $count } строки
   *[other] Импортировать { $count } строк
 }
import-nothing-to-do = Нечего создавать и менять.
import-running-about = Импорт продолжается, когда вы уходите со страницы, и после перезапуска.
import-stopped = Остановлено: { $reason }. Сделанное сохраняется; импорт можно продолжить.
import-by-command = Его выполняет команда.
import-so-far = Пока что
import-done-about = Импорт завершён.
import-open-list = Открыть: { $entity }
import-another = Импортировать ещё файл
import-undo = Отменить импорт
import-undo-about = Созданные записи удаляются, изменённые значения возвращаются. Что с тех пор изменили люди или что нужно другим записям, остаётся как есть.
import-undo-button = { $count ->
    [one] Отменить { $count } изменение
    [few] Отменить { $count } изменения
   *[other] Отменить { $count } изменений
 }
import-undoing = Отменяется «{ $file }»
import-undo-failed = Отменить не удалось. Попробуйте ещё раз; подробности в журнале сервера.
import-undo-left-since = { $count ->
    [one] { $count } изменение осталось: с тех пор его изменили.
    [few] { $count } изменения остались: с тех пор их изменили.
   *[other] { $count } изменений осталось: с тех пор их изменили.
 }
import-undo-left-needed = { $count ->
    [one] { $count } изменение осталось: его запись нужна другим ({ $entity }). Сначала измените или удалите их.
    [few] { $count } изменения остались: их записи нужны другим ({ $entity }). Сначала измените или удалите их.
   *[other] { $count } изменений осталось: их записи нужны другим ({ $entity }). Сначала измените или удалите их.
 }
import-undo-left-needed-elsewhere = { $count ->
    [one] { $count } изменение осталось: его запись нужна другим. Сначала измените или удалите их.
    [few] { $count } изменения остались: их записи нужны другим. Сначала измените или удалите их.
   *[other] { $count } изменений осталось: их записи нужны другим. Сначала измените или удалите их.
 }
import-undo-left-other = { $count ->
    [one] { $count } изменение осталось по другой причине.
    [few] { $count } изменения остались по другим причинам.
   *[other] { $count } изменений осталось по другим причинам.
 }
import-undo-rest = { $count ->
    [one] Отменить { $count } оставшееся изменение
    [few] Отменить { $count } оставшихся изменения
   *[other] Отменить { $count } оставшихся изменений
 }
