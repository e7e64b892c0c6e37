list-import = Імпорт
list-changed = Вигляд змінено
list-save-view = Зберегти вигляд
list-export-csv = Вивантажити в CSV
list-export-xlsx = Вивантажити в XLSX
list-export-lines-csv = Вивантажити з позиціями в CSV
list-export-lines-xlsx = Вивантажити з позиціями в XLSX
list-save-as = Зберегти як вигляд…
list-edit-view = Перейменувати або відкрити всім…
list-delete-view = Видалити цей вигляд
list-start-view = Відкривати з цього вигляду
list-start-view-done = Відтепер список відкривається з вигляду «{ $view }».
list-deleted = Видалені записи
list-sorted-by = Порядок: { $field }
list-empty = Тут поки що нічого немає
list-empty-view = Зараз цьому вигляду не відповідає жоден запис.
list-nothing-found = Нічого не знайдено
list-nothing-found-text = Жоден запис не відповідає фільтру та словам пошуку.
list-show-all = Показати всі
list-filter-wrong = Фільтр не можна застосувати
list-filter-broken = Фільтр в адресі сторінки не читається.
list-filter-field = Поля { $field } немає, або воно вам недоступне.
list-filter-op = Поле «{ $field }» так не порівнюється.
list-filter-missing = Вкажіть значення поля «{ $field }».
list-filter-number = «{ $field }»: { $value } — не число.
list-filter-date = «{ $field }»: { $value } — не дата.
list-filter-period = «{ $field }»: { $value } — не період.
list-filter-duration = «{ $field }»: { $value } — не тривалість; півтори години пишуться як 1:30.
list-filter-choice = У полі «{ $field }» немає варіанта { $value }.
list-filter-record = «{ $field }»: виберіть запис зі списку.
list-edit-filter = Змінити фільтр
list-next-days =
    { $count ->
        [one] найближчий { $count } день
        [few] найближчі { $count } дні
        [many] найближчі { $count } днів
       *[other] найближчі { $count } дня
    }
list-last-days =
    { $count ->
        [one] останній { $count } день
        [few] останні { $count } дні
        [many] останні { $count } днів
       *[other] останні { $count } дня
    }
list-view-title = Зберегти вигляд
list-view-name = Назва
list-view-name-wrong = Дайте вигляду назву не довшу за { $most } літер.
list-view-shared = Для всіх
list-view-shared-help = Вигляд побачать і інші, кожен зі своїми доступними записами.
list-view-over = Замінити теперішній вигляд
list-bulk-change = Змінити…
list-bulk-owner = Відповідальний…
list-bulk-field = Поле
list-bulk-title =
    { $count ->
        [one] Змінити { $count } запис
        [few] Змінити { $count } записи
        [many] Змінити { $count } записів
       *[other] Змінити { $count } запису
    }
list-bulk-title-all = Змінити всі записи списку
list-bulk-owner-title = Новий відповідальний
list-bulk-apply = Змінити
list-bulk-none = Записи не вибрано, або їх понад 10 000.
list-bulk-changed =
    { $count ->
        [one] Змінено { $count } запис.
        [few] Змінено { $count } записи.
        [many] Змінено { $count } записів.
       *[other] Змінено { $count } запису.
    }
list-bulk-deleted =
    { $count ->
        [one] Видалено { $count } запис.
        [few] Видалено { $count } записи.
        [many] Видалено { $count } записів.
       *[other] Видалено { $count } запису.
    }
list-bulk-refused =
    { $count ->
        [one] { $count } запис лишився як був.
        [few] { $count } записи лишилися як були.
        [many] { $count } записів лишилися як були.
       *[other] { $count } запису лишилося як було.
    }
list-bulk-nothing-changed = Нічого не змінено.
list-bulk-nothing-deleted = Нічого не видалено
list-bulk-reason =
    { $count ->
        [one] { $count } запис: { $why }
        [few] { $count } записи: { $why }
        [many] { $count } записів: { $why }
       *[other] { $count } запису: { $why }
    }
list-bulk-more-refused =
    { $count ->
        [one] І ще { $count } запис.
        [few] І ще { $count } записи.
        [many] І ще { $count } записів.
       *[other] І ще { $count } запису.
    }
list-bulk-forbidden = На це немає прав.
list-bulk-gone = Уже видалено.
search-title = Пошук
search-everything = Шукати всюди
search-begin = Що ви шукаєте?
search-begin-text = Досить початку слів. Одруки та інша абетка не заважають.
search-nothing = За запитом «{ $words }» нічого не знайдено
search-nothing-text = Спробуйте менше слів або лише їхні початки.
search-in-list = Показати у списку
home-title = Вітаємо, { $name }
home-due = До строку
home-due-none = Термінових справ немає. Чудова робота.
home-all = Показати всі
home-recent = Ви працювали з
home-recent-none = Тут з’явиться те, що ви створюєте і змінюєте.
home-places = Усе
favourites = Обране
favourite = В обраному
favourite-add = Додати до обраного
favourite-remove = Прибрати з обраного
list-batch-unknown = колишні зміни
