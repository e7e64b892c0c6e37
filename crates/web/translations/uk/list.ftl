views-label = Збережені подання
views-add = Додати подання
filters-label = Фільтри
filter = Фільтр
filter-add = Умова
filter-group = Група умов
filter-all = Усі з умов
filter-any = Будь-яка з умов
filter-apply = Застосувати
filter-clear = Очистити
filter-field = Поле
filter-op = Порівняння
filter-join = Як поєднувати умови
op-is = дорівнює
op-is-not = не дорівнює
op-contains = містить
op-starts-with = починається з
op-between = між
op-empty = не заповнено
op-filled = заповнено
columns = Стовпці
columns-find = Знайти поле
columns-shown = Показано: перетягніть для порядку
columns-hidden = Приховано
columns-reset = Скинути
order = Порядок
page-previous = Назад
page-next = Далі
older = Старіші
pages-label = Сторінки
select = Вибір
select-page = Вибрати всі рядки сторінки
bulk-label = З вибраними рядками
bulk-selected = вибрано
bulk-none = Зняти вибір
value-add = Додати
value-none = Не заповнено
conflict-yours = Ваше
conflict-theirs = Чуже
rows-count =
    { $count ->
        [one] { $count } рядок
        [few] { $count } рядки
        [many] { $count } рядків
       *[other] { $count } рядка
    }
rows-summed = За всіма рядками списку
rows-many = понад { $count } рядків
bulk-everything = Вибрати всі: { $count }
select-row = Вибрати «{ $row }»
filter-remove = Прибрати фільтр за полем «{ $field }»
filter-conditions =
    { $count ->
        [one] { $count } умова
        [few] { $count } умови
        [many] { $count } умов
       *[other] { $count } умови
    }
edit-field = { $field }: змінити
op-any-of = будь-яке з
op-none-of = жодне з
op-all-of = усі з
op-less = <
op-greater = >
op-at-least = ≥
op-at-most = ≤
op-within = у період
op-is-me = це я
op-below = це або нижче
period-today = сьогодні
period-this-week = цей тиждень
period-last-week = минулий тиждень
period-next-week = наступний тиждень
period-this-month = цей місяць
period-last-month = минулий місяць
period-next-month = наступний місяць
period-this-year = цей рік
period-last-30-days = останні 30 днів
period-next-30-days = найближчі 30 днів
filter-period = Період
fields-show-all = Показати всі поля: { $count }
