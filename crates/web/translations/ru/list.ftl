views-label = Сохранённые виды
views-add = Добавить вид
filters-label = Фильтры
filter = Фильтр
filter-add = Условие
filter-group = Группа условий
filter-all = Все из условий
filter-any = Любое из условий
filter-apply = Применить
filter-clear = Очистить
filter-field = Поле
filter-op = Сравнение
filter-join = Как соединять условия
op-is = равно
op-is-not = не равно
op-contains = содержит
op-starts-with = начинается с
op-between = между
op-empty = не заполнено
op-filled = заполнено
columns = Столбцы
columns-find = Найти поле
columns-shown = Показаны: перетащите для порядка
columns-hidden = Скрыты
columns-reset = Сбросить
order = Порядок
page-previous = Назад
page-next = Дальше
older = Старее
pages-label = Страницы
select = Выбор
select-page = Выбрать все строки страницы
bulk-label = С выбранными строками
bulk-selected = выбрано
bulk-none = Снять выбор
value-add = Добавить
value-none = Не заполнено
conflict-yours = Ваше
conflict-theirs = Чужое
rows-count =
    { $count ->
        [one] { $count } строка
        [few] { $count } строки
        [many] { $count } строк
       *[other] { $count } строки
    }
rows-summed = По всем строкам списка
rows-many = более { $count } строк
bulk-everything = Выбрать все: { $count }
select-row = Выбрать «{ $row }»
filter-remove = Убрать фильтр по полю «{ $field }»
filter-conditions =
    { $count ->
        [one] { $count } условие
        [few] { $count } условия
        [many] { $count } условий
       *[other] { $count } условия
    }
edit-field = { $field }: изменить
op-any-of = любое из
op-none-of = ни одно из
op-all-of = все из
op-less = <
op-greater = >
op-at-least = ≥
op-at-most = ≤
op-within = в период
op-is-me = это я
op-below = это или ниже
period-today = сегодня
period-this-week = эта неделя
period-last-week = прошлая неделя
period-next-week = следующая неделя
period-this-month = этот месяц
period-last-month = прошлый месяц
period-next-month = следующий месяц
period-this-year = этот год
period-last-30-days = последние 30 дней
period-next-30-days = ближайшие 30 дней
filter-period = Период
fields-show-all = Показать все поля: { $count }
