## The app
app = Клиенты
    .about = Компании, люди и вся работа с ними

## Of every record
system-id = Номер записи
system-version = Версия
system-created-at = Создано
system-created-by = Кто создал
system-changed-at = Изменено
system-changed-by = Кто изменил
system-owner = Ответственный
system-unit = Подразделение

## Units
unit = Подразделение
    .new = Новое подразделение
    .about = Часть организации: филиал, отдел, офис
    .counted = { $count ->
        [one] подразделение
        [few] подразделения
       *[many] подразделений
    }
unit-plural = Подразделения
unit-name = Название
unit-code = Код
unit-parent = Входит в
    .inverse = Нижестоящие подразделения
unit-head = Руководитель
    .inverse = Руководит подразделениями
unit-phone = Телефон
unit-note = Примечание
unit-list-all = Все подразделения
unit-section-main = Подразделение
unit-related-users = Сотрудники

## Users
user = Пользователь
    .new = Новый пользователь
    .about = Сотрудник, который входит в систему
    .counted = { $count ->
        [one] пользователь
        [few] пользователя
       *[many] пользователей
    }
user-plural = Пользователи
user-name = Имя
user-email = Эл. почта
    .help = По этому адресу человек и входит в систему. Изменить его может администратор: «Настройки», раздел «Пользователи».
user-home-unit = Подразделение
    .help = Права уровня «подразделение» относятся к нему
    .inverse = Сотрудники
user-job-title = Должность
user-phone = Телефон
user-manager = Руководитель
    .inverse = Подчинённые
user-language = Язык
user-language-en = Английский
user-language-ru = Русский
user-language-uk = Украинский
user-time-zone = Часовой пояс
    .placeholder = Europe/Kyiv
user-active = Активен
user-photo = Фото
user-list-active = Активные пользователи
user-list-all = Все пользователи
user-section-main = Сотрудник
user-section-settings = Настройки

## Companies
company = Компания
    .new = Новая компания
    .about = Организация, с которой вы работаете или конкурируете
    .counted = { $count ->
        [one] компания
        [few] компании
       *[many] компаний
    }
company-plural = Компании
company-name = Название
company-kinds = Тип
company-kinds-customer = Клиент
company-kinds-partner = Партнёр
company-kinds-supplier = Поставщик
company-kinds-distributor = Дистрибьютор
company-kinds-competitor = Конкурент
company-status = Статус
company-status-prospect = Потенциальный
company-status-active = Действующий
company-status-dormant = Спящий
company-status-former = Бывший
company-segment = Сегмент
company-segment-a = A
company-segment-b = B
company-segment-c = C
company-industry = Отрасль
company-industry-food = Продукты и напитки
company-industry-retail = Розничная торговля
company-industry-wholesale = Оптовая торговля
company-industry-manufacturing = Производство
company-industry-agriculture = Сельское хозяйство
company-industry-logistics = Логистика
company-industry-hospitality = Гостиницы и рестораны
company-industry-construction = Строительство
company-industry-technology = Технологии
company-industry-software = Программное обеспечение
company-industry-telecom = Телекоммуникации
company-industry-medical = Медицина
company-industry-pharma = Фармацевтика
company-industry-finance = Финансы
company-industry-services = Услуги
company-industry-marketing = Маркетинг
company-industry-entertainment = Развлечения
company-industry-employment = Подбор персонала
company-industry-education = Образование
company-industry-energy = Энергетика
company-industry-public = Госсектор
company-industry-other = Другое
company-legal-name = Юридическое название
company-tax-number = ИНН / налоговый номер
company-registration-number = Регистрационный номер
company-website = Сайт
company-email = Эл. почта
company-phone = Телефон
company-other-phone = Другой телефон
company-address = Адрес
company-employees = Сотрудников
company-annual-revenue = Годовая выручка
company-founded = Год основания
company-parent = Головная компания
    .inverse = Дочерние компании
company-source = Источник
company-source-website = Сайт
company-source-referral = Рекомендация
company-source-fair = Выставка
company-source-campaign = Рекламная кампания
company-source-call = Холодный звонок
company-source-partner = Партнёр
company-source-import = Импорт
company-source-other = Другое
company-language = Язык
company-language-en = Английский
company-language-ru = Русский
company-language-uk = Украинский
company-language-de = Немецкий
company-language-pl = Польский
company-language-fr = Французский
company-language-es = Испанский
company-language-it = Итальянский
company-language-tr = Турецкий
company-description = Описание
company-logo = Логотип
company-tags = Теги
    .inverse = Компании
company-rule-employees = Число сотрудников не может быть отрицательным
company-rule-founded = Укажите год четырьмя цифрами, не в будущем
company-list-all = Все компании
company-list-mine = Мои компании
company-list-customers = Клиенты
company-list-suppliers = Поставщики и дистрибьюторы
company-list-competitors = Конкуренты
company-list-dormant = Спящие
company-section-main = Компания
company-section-reach = Контакты
company-section-legal = Реквизиты и масштаб
company-section-about = О компании
company-related-positions = Кто здесь работал

## Contacts
contact = Контакт
    .new = Новый контакт
    .about = Человек, который может работать в нескольких компаниях
    .counted = { $count ->
        [one] контакт
        [few] контакта
       *[many] контактов
    }
contact-plural = Контакты
contact-name = Имя и фамилия
    .help = Складывается из имени и фамилии, если не указать иначе
contact-given-name = Имя
contact-middle-name = Отчество
contact-family-name = Фамилия
contact-company = Компания
    .inverse = Контакты
contact-job-title = Должность
contact-department = Отдел
contact-email = Эл. почта
contact-phone = Телефон
contact-mobile = Мобильный
contact-other-email = Другая эл. почта
contact-messenger = Мессенджер
    .placeholder = @name
contact-profile = Страница профиля
contact-address = Адрес
contact-birthday = День рождения
contact-language = Язык
contact-language-en = Английский
contact-language-ru = Русский
contact-language-uk = Украинский
contact-language-de = Немецкий
contact-language-pl = Польский
contact-language-fr = Французский
contact-language-es = Испанский
contact-language-it = Итальянский
contact-language-tr = Турецкий
contact-source = Источник
contact-source-website = Сайт
contact-source-referral = Рекомендация
contact-source-fair = Выставка
contact-source-campaign = Рекламная кампания
contact-source-call = Холодный звонок
contact-source-partner = Партнёр
contact-source-import = Импорт
contact-source-other = Другое
contact-consent = Согласие на рассылку
contact-consent-unknown = Не запрошено
contact-consent-granted = Дано
contact-consent-withdrawn = Отозвано
contact-reports-to = Руководитель
    .inverse = Подчинённые
contact-description = Описание
contact-photo = Фото
contact-tags = Теги
    .inverse = Контакты
contact-positions = Места работы
contact-rule-birthday = День рождения не может быть в будущем
contact-list-all = Все контакты
contact-list-mine = Мои контакты
contact-list-without-company = Без компании
contact-list-consent = Согласны на рассылку
contact-section-main = Человек
contact-section-reach = Способы связи
contact-section-positions = Места работы
contact-section-about = О человеке

## Positions
position = Место работы
    .new = Новое место работы
    .counted = { $count ->
        [one] место работы
        [few] места работы
       *[many] мест работы
    }
position-plural = Места работы
position-contact = Контакт
position-company = Компания
position-job-title = Должность
position-department = Отдел
position-influence = Роль в решениях
position-influence-decides = Принимает решение
position-influence-advises = Влияет на решение
position-influence-uses = Пользователь
position-influence-buys = Закупщик
position-influence-gatekeeper = Секретарь
position-since = С
position-until = По
position-main = Основное
position-rule-until = Конец не может быть раньше начала

## Addresses
address = Адрес
    .new = Новый адрес
    .counted = { $count ->
        [one] адрес
        [few] адреса
       *[many] адресов
    }
address-plural = Адреса
address-name = Название
address-party = Чей
    .inverse = Адреса
address-kind = Вид
address-kind-office = Офис
address-kind-legal = Юридический
address-kind-billing = Для счетов
address-kind-delivery = Доставка
address-kind-plant = Производство
address-kind-home = Домашний
address-address = Адрес
address-phone = Телефон
address-note = Примечание

## Activities
activity = Дело
    .new = Новое дело
    .about = Задача, звонок, встреча или заметка
    .counted = { $count ->
        [one] дело
        [few] дела
       *[many] дел
    }
activity-plural = Дела
activity-subject = Тема
activity-kind = Вид
activity-kind-task = Задача
activity-kind-call = Звонок
activity-kind-meeting = Встреча
activity-kind-note = Заметка
activity-status = Статус
activity-status-open = Открыто
activity-status-done = Выполнено
activity-status-cancelled = Отменено
activity-priority = Приоритет
activity-priority-low = Низкий
activity-priority-normal = Обычный
activity-priority-high = Высокий
activity-starts-at = Начало
activity-due = Срок
activity-done-at = Выполнено
activity-duration = Длительность
activity-direction = Направление
activity-direction-outgoing = Исходящий
activity-direction-incoming = Входящий
activity-outcome = Итог
activity-outcome-reached = Состоялось
activity-outcome-no-answer = Нет ответа
activity-outcome-callback = Перезвонить
activity-outcome-agreed = Договорились
activity-outcome-postponed = Отложено
activity-outcome-refused = Отказ
activity-result = Результат
activity-location = Место
activity-regarding = К чему относится
    .inverse = Дела
activity-company = Компания
activity-contact = Контакт
activity-participants = Коллеги
activity-contacts = Участники
activity-description = Описание
activity-rule-due = Срок не может быть раньше начала
activity-list-open = Открытые
activity-list-mine = Мои открытые дела
activity-list-overdue = Просроченные
activity-list-today = Сегодня
activity-list-meetings = Встречи
activity-list-done = Выполненные
activity-list-all = Все дела
activity-section-main = Дело
activity-section-who = С кем
activity-section-result = Результат
activity-section-about = Описание

## Tags
tag = Тег
    .new = Новый тег
    .counted = { $count ->
        [one] тег
        [few] тега
       *[many] тегов
    }
tag-plural = Теги
tag-name = Название
tag-hue = Цвет
tag-hue-blue = Синий
tag-hue-sky = Голубой
tag-hue-teal = Бирюзовый
tag-hue-green = Зелёный
tag-hue-lime = Салатовый
tag-hue-amber = Янтарный
tag-hue-orange = Оранжевый
tag-hue-red = Красный
tag-hue-pink = Розовый
tag-hue-violet = Фиолетовый
tag-description = Описание

## Files
file = Файл
    .new = Новый файл
    .counted = { $count ->
        [one] файл
        [few] файла
       *[many] файлов
    }
file-plural = Файлы
file-name = Имя
file-about = Относится к
    .inverse = Файлы
file-media-type = Тип
file-size = Размер, байт
file-sha256 = Контрольная сумма
file-description = Описание
file-list-all = Все файлы

## Comments
comment = Комментарий
    .new = Новый комментарий
    .counted = { $count ->
        [one] комментарий
        [few] комментария
       *[many] комментариев
    }
comment-plural = Комментарии
comment-text = Текст
comment-about = К записи
    .inverse = Комментарии
comment-reply-to = В ответ на
    .inverse = Ответы
comment-mentions = Упомянуты

## Currencies
currency = Валюта
    .new = Новая валюта
    .counted = { $count ->
        [one] валюта
        [few] валюты
       *[many] валют
    }
currency-plural = Валюты
currency-code = Код
    .help = Три буквы по ISO 4217
    .placeholder = EUR
currency-name = Название
currency-symbol = Символ
currency-digits = Знаков после запятой
currency-active = Используется
currency-rates = Курсы
currency-rule-code = Код валюты — три заглавные латинские буквы
currency-rule-digits = У валюты от 0 до 4 знаков после запятой
currency-list-all = Все валюты
currency-section-main = Валюта
currency-section-rates = Курсы

## Exchange rates
exchange-rate = Курс валюты
    .new = Новый курс
    .counted = { $count ->
        [one] курс
        [few] курса
       *[many] курсов
    }
exchange-rate-plural = Курсы валют
exchange-rate-currency = Валюта
exchange-rate-date = С даты
exchange-rate-rate = Курс
    .help = Сколько базовой валюты стоит одна единица
exchange-rate-rule-rate = Курс должен быть больше нуля
exchange-rate-list-all = Все курсы

## Saved views
saved-view = Сохранённый вид
    .new = Новый вид
saved-view-plural = Сохранённые виды
saved-view-name = Название
saved-view-entity = Список
saved-view-settings = Настройки
saved-view-shared = Для всех
saved-view-place = Порядок

## Roles
role-administrator = Администратор
    .about = Может всё
role-auditor = Аудитор
    .about = Читает всё, ничего не меняет
role-observer = Наблюдатель
    .about = Видит только своё
