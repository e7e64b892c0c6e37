list-import = Импорт
list-changed = Вид изменён
list-save-view = Сохранить вид
list-export-csv = Выгрузить в CSV
list-export-xlsx = Выгрузить в XLSX
list-export-lines-csv = Выгрузить с позициями в CSV
list-export-lines-xlsx = Выгрузить с позициями в XLSX
list-save-as = Сохранить как вид…
list-edit-view = Переименовать или открыть всем…
list-delete-view = Удалить этот вид
list-start-view = Открывать с этого вида
list-start-view-done = Теперь список открывается с вида «{ $view }».
list-deleted = Удалённые записи
list-sorted-by = Порядок: { $field }
list-empty = Здесь пока ничего нет
list-empty-view = Сейчас этому виду не отвечает ни одна запись.
list-nothing-found = Ничего не найдено
list-nothing-found-text = Ни одна запись не отвечает фильтру и словам поиска.
list-show-all = Показать все
list-filter-wrong = Фильтр нельзя применить
list-filter-broken = Фильтр в адресе страницы не читается.
list-filter-field = Поля { $field } нет, или оно вам недоступно.
list-filter-op = Поле «{ $field }» так не сравнивается.
list-filter-missing = Укажите значение поля «{ $field }».
list-filter-number = «{ $field }»: { $value } — не число.
list-filter-date = «{ $field }»: { $value } — не дата.
list-filter-period = «{ $field }»: { $value } — не период.
list-filter-duration = «{ $field }»: { $value } — не длительность; полтора часа пишутся как 1:30.
list-filter-choice = В поле «{ $field }» нет варианта { $value }.
list-filter-record = «{ $field }»: выберите запись из списка.
list-edit-filter = Изменить фильтр
list-next-days =
    { $count ->
        [one] ближайший { $count } день
        [few] ближайшие { $count } дня
        [many] ближайшие { $count } дней
       *[other] ближайшие { $count } дня
    }
list-last-days =
    { $count ->
        [one] последний { $count } день
        [few] последние { $count } дня
        [many] последние { $count } дней
       *[other] последние { $count } дня
    }
list-view-title = Сохранить вид
list-view-name = Название
list-view-name-wrong = Дайте виду название не длиннее { $most } букв.
list-view-shared = Для всех
list-view-shared-help = Вид увидят и другие, каждый со своими доступными записями.
list-view-over = Заменить нынешний вид
list-bulk-change = Изменить…
list-bulk-owner = Ответственный…
list-bulk-field = Поле
list-bulk-title =
    { $count ->
        [one] Изменить { $count } запись
        [few] Изменить { $count } записи
        [many] Изменить { $count } записей
       *[other] Изменить { $count } записи
    }
list-bulk-title-all = Изменить все записи списка
list-bulk-owner-title = Новый ответственный
list-bulk-apply = Изменить
list-bulk-none = Записи не выбраны, или их больше 10 000.
list-bulk-changed =
    { $count ->
        [one] Изменена { $count } запись.
        [few] Изменены { $count } записи.
        [many] Изменено { $count } записей.
       *[other] Изменено { $count } записи.
    }
list-bulk-deleted =
    { $count ->
        [one] Удалена { $count } запись.
        [few] Удалены { $count } записи.
        [many] Удалено { $count } записей.
       *[other] Удалено { $count } записи.
    }
list-bulk-refused =
    { $count ->
        [one] { $count } запись осталась прежней.
        [few] { $count } записи остались прежними.
        [many] { $count } записей остались прежними.
       *[other] { $count } записи остались прежними.
    }
list-bulk-nothing-changed = Ничего не изменено.
list-bulk-nothing-deleted = Ничего не удалено
list-bulk-reason =
    { $count ->
        [one] { $count } запись: { $why }
        [few] { $count } записи: { $why }
        [many] { $count } записей: { $why }
       *[other] { $count } записи: { $why }
    }
list-bulk-more-refused =
    { $count ->
        [one] И ещё { $count } запись.
        [few] И ещё { $count } записи.
        [many] И ещё { $count } записей.
       *[other] И ещё { $count } записи.
    }
list-bulk-forbidden = На это нет прав.
list-bulk-gone = Уже удалено.
search-title = Поиск
search-everything = Искать везде
search-begin = Что вы ищете?
search-begin-text = Достаточно начала слов. Опечатки и другой алфавит не мешают.
search-nothing = По запросу «{ $words }» ничего не найдено
search-nothing-text = Попробуйте меньше слов или только их начала.
search-in-list = Показать в списке
home-title = Здравствуйте, { $name }
home-due = К сроку
home-due-none = Срочных дел нет. Отличная работа.
home-all = Показать все
home-recent = Вы работали с
home-recent-none = Здесь появится то, что вы создаёте и меняете.
home-places = Всё
favourites = Избранное
favourite = В избранном
favourite-add = Добавить в избранное
favourite-remove = Убрать из избранного
list-batch-unknown = прежние изменения
