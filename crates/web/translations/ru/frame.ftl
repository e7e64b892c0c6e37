skip-to-content = К содержимому
nav-main = Главное меню
crumbs-label = Вы здесь
search = Поиск…
search-short = Поиск
search-here = Поиск в этом списке
more = Ещё
settings = Настройки
security = Безопасность и устройства
sign-out = Выйти
theme = Тема
theme-light = Светлая
theme-dark = Тёмная
theme-device = Как на устройстве
density = Плотность
density-compact = Плотно
density-regular = Обычно
density-comfortable = Свободно
language = Язык
close = Закрыть
save = Сохранить
cancel = Отмена
delete = Удалить
undo = Вернуть
toast-show = Показать
retry = Повторить
remove = Убрать
loading = Загрузка
yes = Да
no = Нет
then = затем
copied = Скопировано
offline = Нет связи. Введённое сохранилось; повторите, когда связь появится.
signed-out = Сеанс завершён. Войдите снова в другой вкладке и сохраните ещё раз: введённое осталось здесь.
failed = Не получилось. Попробуйте ещё раз.
busy = Выполняется…
leave = Уйти без сохранения?
day-today = сегодня
day-tomorrow = завтра
day-yesterday = вчера
time-now = только что
time-minutes-ago = %n мин назад
time-minutes-ahead = через %n мин
time-hours-ago = %n ч назад
time-hours-ahead = через %n ч
unit-day = д
unit-hour = ч
unit-minute = мин
unit-second = с
keys-title = Клавиши
keys-search = поиск
keys-rows = следующая и предыдущая строка
keys-open = открыть строку
keys-select = выбрать строку; Shift со щелчком выбирает ряд
keys-edit = изменить поле
keys-send = сохранить или отправить
keys-back = на шаг назад
day-in =
    { $days ->
        [one] через { $days } день
        [few] через { $days } дня
        [many] через { $days } дней
       *[other] через { $days } дня
    }
day-ago =
    { $days ->
        [one] { $days } день назад
        [few] { $days } дня назад
        [many] { $days } дней назад
       *[other] { $days } дня назад
    }
auth-quote = Все, с кем вы работаете, и всё, что вас связывает. На вашем сервере.
