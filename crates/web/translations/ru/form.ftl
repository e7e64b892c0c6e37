required = Обязательно
currency = Валюта
cell-hint-save = сохранить
cell-hint-cancel = отменить
password-reveal = Показать пароль
address-street = Улица и дом
address-city = Город
address-region = Регион
address-postal-code = Индекс
address-country = Страна
lookup-placeholder = Введите для поиска
lookup-none = Ничего не найдено
lookup-more = Введите больше, чтобы уточнить
lookup-create = Создать новое…
lookup-clear = Очистить
rating-none = Без оценки
rich-tools = Оформление текста
rich-bold = Полужирный
rich-italic = Курсив
rich-underline = Подчёркнутый
rich-list = Список
rich-ordered = Нумерованный список
rich-link = Ссылка
rich-plain = Убрать оформление
rich-link-prompt = Адрес ссылки
upload-one = Выберите или перетащите файл
upload-send = Загрузить
upload-progress = Ход загрузки
uploaded = Загружено
too-large = Файл слишком велик для этого сервера.
characters = Символов: %n, допустимо %m
passkey-failed = Ключ доступа не принят. Попробуйте ещё раз или войдите с паролем.
passkey-missing = Этот браузер не умеет ключи доступа.
steps-label = Шаги
form-errors =
    { $count ->
        [one] { $count } поле требует внимания.
        [few] { $count } поля требуют внимания.
        [many] { $count } полей требуют внимания.
       *[other] { $count } поля требует внимания.
    }
rating-of = { $value } из { $most } звёзд
date-placeholder = дд.мм.гггг
date-time-placeholder = дд.мм.гггг чч:мм
date-pick = Открыть календарь
