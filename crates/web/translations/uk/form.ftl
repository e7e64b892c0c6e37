required = Обов’язково
currency = Валюта
cell-hint-save = зберегти
cell-hint-cancel = скасувати
password-reveal = Показати пароль
address-street = Вулиця та будинок
address-city = Місто
address-region = Регіон
address-postal-code = Індекс
address-country = Країна
lookup-placeholder = Введіть для пошуку
lookup-none = Нічого не знайдено
lookup-more = Введіть більше, щоб уточнити
lookup-create = Створити нове…
lookup-clear = Очистити
rating-none = Без оцінки
rich-tools = Оформлення тексту
rich-bold = Жирний
rich-italic = Курсив
rich-underline = Підкреслений
rich-list = Список
rich-ordered = Нумерований список
rich-link = Посилання
rich-plain = Прибрати оформлення
rich-link-prompt = Адреса посилання
upload-one = Виберіть або перетягніть файл
upload-send = Завантажити
upload-progress = Хід завантаження
uploaded = Завантажено
too-large = Файл завеликий для цього сервера.
characters = Символів: %n, дозволено %m
passkey-failed = Ключ доступу не прийнято. Спробуйте ще раз або увійдіть з паролем.
passkey-missing = Цей браузер не вміє ключі доступу.
steps-label = Кроки
form-errors =
    { $count ->
        [one] { $count } поле потребує уваги.
        [few] { $count } поля потребують уваги.
        [many] { $count } полів потребують уваги.
       *[other] { $count } поля потребує уваги.
    }
rating-of = { $value } із { $most } зірок
date-placeholder = дд.мм.рррр
date-time-placeholder = дд.мм.рррр гг:хх
date-pick = Відкрити календар
