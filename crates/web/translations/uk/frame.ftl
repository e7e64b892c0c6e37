skip-to-content = До вмісту
nav-main = Головне меню
crumbs-label = Ви тут
search = Пошук…
search-short = Пошук
search-here = Пошук у цьому списку
more = Ще
settings = Налаштування
security = Безпека та пристрої
sign-out = Вийти
theme = Тема
theme-light = Світла
theme-dark = Темна
theme-device = Як на пристрої
density = Щільність
density-compact = Щільно
density-regular = Звичайно
density-comfortable = Вільно
language = Мова
close = Закрити
save = Зберегти
cancel = Скасувати
delete = Видалити
undo = Повернути
toast-show = Показати
retry = Повторити
remove = Прибрати
loading = Завантаження
yes = Так
no = Ні
then = потім
copied = Скопійовано
offline = Немає зв’язку. Введене збережено; повторіть, коли зв’язок з’явиться.
signed-out = Сеанс завершено. Увійдіть знову в іншій вкладці й збережіть ще раз: введене лишилося тут.
failed = Не вийшло. Спробуйте ще раз.
busy = Виконується…
leave = Піти без збереження?
day-today = сьогодні
day-tomorrow = завтра
day-yesterday = вчора
time-now = щойно
time-minutes-ago = %n хв тому
time-minutes-ahead = за %n хв
time-hours-ago = %n год тому
time-hours-ahead = за %n год
unit-day = д
unit-hour = год
unit-minute = хв
unit-second = с
keys-title = Клавіші
keys-search = пошук
keys-rows = наступний і попередній рядок
keys-open = відкрити рядок
keys-select = вибрати рядок; Shift із клацанням вибирає діапазон
keys-edit = змінити поле
keys-send = зберегти або надіслати
keys-back = на крок назад
day-in =
    { $days ->
        [one] за { $days } день
        [few] за { $days } дні
        [many] за { $days } днів
       *[other] за { $days } дня
    }
day-ago =
    { $days ->
        [one] { $days } день тому
        [few] { $days } дні тому
        [many] { $days } днів тому
       *[other] { $days } дня тому
    }
auth-quote = Усі, з ким ви працюєте, і все, що вас пов’язує. На вашому сервері.
