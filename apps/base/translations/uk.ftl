## The app
app = Клієнти
    .about = Компанії, люди та вся робота з ними

## Of every record
system-id = Номер запису
system-version = Версія
system-created-at = Створено
system-created-by = Хто створив
system-changed-at = Змінено
system-changed-by = Хто змінив
system-owner = Відповідальний
system-unit = Підрозділ

## Units
unit = Підрозділ
    .new = Новий підрозділ
    .about = Частина організації: філія, відділ, офіс
    .counted = { $count ->
        [one] підрозділ
        [few] підрозділи
       *[many] підрозділів
    }
unit-plural = Підрозділи
unit-name = Назва
unit-code = Код
unit-parent = Входить до
    .inverse = Підпорядковані підрозділи
unit-head = Керівник
    .inverse = Очолює підрозділи
unit-phone = Телефон
unit-note = Примітка
unit-list-all = Усі підрозділи
unit-section-main = Підрозділ
unit-related-users = Співробітники

## Users
user = Користувач
    .new = Новий користувач
    .about = Співробітник, який входить у систему
    .counted = { $count ->
        [one] користувач
        [few] користувачі
       *[many] користувачів
    }
user-plural = Користувачі
user-name = Ім’я
user-email = Ел. пошта
    .help = За цією адресою людина й входить у систему. Змінити її може адміністратор: «Налаштування», розділ «Користувачі».
user-home-unit = Підрозділ
    .help = Права рівня «підрозділ» стосуються його
    .inverse = Співробітники
user-job-title = Посада
user-phone = Телефон
user-manager = Керівник
    .inverse = Підлеглі
user-language = Мова
user-language-en = Англійська
user-language-ru = Російська
user-language-uk = Українська
user-time-zone = Часовий пояс
    .placeholder = Europe/Kyiv
user-active = Активний
user-photo = Фото
user-list-active = Активні користувачі
user-list-all = Усі користувачі
user-section-main = Співробітник
user-section-settings = Налаштування

## Companies
company = Компанія
    .new = Нова компанія
    .about = Організація, з якою ви працюєте або конкуруєте
    .counted = { $count ->
        [one] компанія
        [few] компанії
       *[many] компаній
    }
company-plural = Компанії
company-name = Назва
company-kinds = Тип
company-kinds-customer = Клієнт
company-kinds-partner = Партнер
company-kinds-supplier = Постачальник
company-kinds-distributor = Дистриб’ютор
company-kinds-competitor = Конкурент
company-status = Статус
company-status-prospect = Потенційний
company-status-active = Чинний
company-status-dormant = Сплячий
company-status-former = Колишній
company-segment = Сегмент
company-segment-a = A
company-segment-b = B
company-segment-c = C
company-industry = Галузь
company-industry-food = Продукти й напої
company-industry-retail = Роздрібна торгівля
company-industry-wholesale = Оптова торгівля
company-industry-manufacturing = Виробництво
company-industry-agriculture = Сільське господарство
company-industry-logistics = Логістика
company-industry-hospitality = Готелі та ресторани
company-industry-construction = Будівництво
company-industry-technology = Технології
company-industry-software = Програмне забезпечення
company-industry-telecom = Телекомунікації
company-industry-medical = Медицина
company-industry-pharma = Фармацевтика
company-industry-finance = Фінанси
company-industry-services = Послуги
company-industry-marketing = Маркетинг
company-industry-entertainment = Розваги
company-industry-employment = Добір персоналу
company-industry-education = Освіта
company-industry-energy = Енергетика
company-industry-public = Державний сектор
company-industry-other = Інше
company-legal-name = Юридична назва
company-tax-number = ІПН / податковий номер
company-registration-number = Реєстраційний номер
company-website = Сайт
company-email = Ел. пошта
company-phone = Телефон
company-other-phone = Інший телефон
company-address = Адреса
company-employees = Працівників
company-annual-revenue = Річний дохід
company-founded = Рік заснування
company-parent = Головна компанія
    .inverse = Дочірні компанії
company-source = Джерело
company-source-website = Сайт
company-source-referral = Рекомендація
company-source-fair = Виставка
company-source-campaign = Рекламна кампанія
company-source-call = Холодний дзвінок
company-source-partner = Партнер
company-source-import = Імпорт
company-source-other = Інше
company-language = Мова
company-language-en = Англійська
company-language-ru = Російська
company-language-uk = Українська
company-language-de = Німецька
company-language-pl = Польська
company-language-fr = Французька
company-language-es = Іспанська
company-language-it = Італійська
company-language-tr = Турецька
company-description = Опис
company-logo = Логотип
company-tags = Теги
    .inverse = Компанії
company-rule-employees = Кількість працівників не може бути від’ємною
company-rule-founded = Вкажіть рік чотирма цифрами, не в майбутньому
company-list-all = Усі компанії
company-list-mine = Мої компанії
company-list-customers = Клієнти
company-list-suppliers = Постачальники та дистриб’ютори
company-list-competitors = Конкуренти
company-list-dormant = Сплячі
company-section-main = Компанія
company-section-reach = Контакти
company-section-legal = Реквізити та масштаб
company-section-about = Про компанію
company-related-positions = Хто тут працював

## Contacts
contact = Контакт
    .new = Новий контакт
    .about = Людина, яка може працювати в кількох компаніях
    .counted = { $count ->
        [one] контакт
        [few] контакти
       *[many] контактів
    }
contact-plural = Контакти
contact-name = Ім’я та прізвище
    .help = Складається з імені та прізвища, якщо не вказати інакше
contact-given-name = Ім’я
contact-middle-name = По батькові
contact-family-name = Прізвище
contact-company = Компанія
    .inverse = Контакти
contact-job-title = Посада
contact-department = Відділ
contact-email = Ел. пошта
contact-phone = Телефон
contact-mobile = Мобільний
contact-other-email = Інша ел. пошта
contact-messenger = Месенджер
    .placeholder = @name
contact-profile = Сторінка профілю
contact-address = Адреса
contact-birthday = День народження
contact-language = Мова
contact-language-en = Англійська
contact-language-ru = Російська
contact-language-uk = Українська
contact-language-de = Німецька
contact-language-pl = Польська
contact-language-fr = Французька
contact-language-es = Іспанська
contact-language-it = Італійська
contact-language-tr = Турецька
contact-source = Джерело
contact-source-website = Сайт
contact-source-referral = Рекомендація
contact-source-fair = Виставка
contact-source-campaign = Рекламна кампанія
contact-source-call = Холодний дзвінок
contact-source-partner = Партнер
contact-source-import = Імпорт
contact-source-other = Інше
contact-consent = Згода на розсилку
contact-consent-unknown = Не запитано
contact-consent-granted = Надано
contact-consent-withdrawn = Відкликано
contact-reports-to = Керівник
    .inverse = Підлеглі
contact-description = Опис
contact-photo = Фото
contact-tags = Теги
    .inverse = Контакти
contact-positions = Місця роботи
contact-rule-birthday = День народження не може бути в майбутньому
contact-list-all = Усі контакти
contact-list-mine = Мої контакти
contact-list-without-company = Без компанії
contact-list-consent = Погодилися на розсилку
contact-section-main = Людина
contact-section-reach = Способи зв’язку
contact-section-positions = Місця роботи
contact-section-about = Про людину

## Positions
position = Місце роботи
    .new = Нове місце роботи
    .counted = { $count ->
        [one] місце роботи
        [few] місця роботи
       *[many] місць роботи
    }
position-plural = Місця роботи
position-contact = Контакт
position-company = Компанія
position-job-title = Посада
position-department = Відділ
position-influence = Роль у рішеннях
position-influence-decides = Ухвалює рішення
position-influence-advises = Впливає на рішення
position-influence-uses = Користувач
position-influence-buys = Закупівельник
position-influence-gatekeeper = Секретар
position-since = З
position-until = До
position-main = Основне
position-rule-until = Кінець не може бути раніше за початок

## Addresses
address = Адреса
    .new = Нова адреса
    .counted = { $count ->
        [one] адреса
        [few] адреси
       *[many] адрес
    }
address-plural = Адреси
address-name = Назва
address-party = Чия
    .inverse = Адреси
address-kind = Вид
address-kind-office = Офіс
address-kind-legal = Юридична
address-kind-billing = Для рахунків
address-kind-delivery = Доставка
address-kind-plant = Виробництво
address-kind-home = Домашня
address-address = Адреса
address-phone = Телефон
address-note = Примітка

## Activities
activity = Справа
    .new = Нова справа
    .about = Завдання, дзвінок, зустріч або нотатка
    .counted = { $count ->
        [one] справа
        [few] справи
       *[many] справ
    }
activity-plural = Справи
activity-subject = Тема
activity-kind = Вид
activity-kind-task = Завдання
activity-kind-call = Дзвінок
activity-kind-meeting = Зустріч
activity-kind-note = Нотатка
activity-status = Статус
activity-status-open = Відкрито
activity-status-done = Виконано
activity-status-cancelled = Скасовано
activity-priority = Пріоритет
activity-priority-low = Низький
activity-priority-normal = Звичайний
activity-priority-high = Високий
activity-starts-at = Початок
activity-due = Термін
activity-done-at = Виконано
activity-duration = Тривалість
activity-direction = Напрям
activity-direction-outgoing = Вихідний
activity-direction-incoming = Вхідний
activity-outcome = Підсумок
activity-outcome-reached = Відбулося
activity-outcome-no-answer = Немає відповіді
activity-outcome-callback = Передзвонити
activity-outcome-agreed = Домовилися
activity-outcome-postponed = Відкладено
activity-outcome-refused = Відмова
activity-result = Результат
activity-location = Місце
activity-regarding = Чого стосується
    .inverse = Справи
activity-company = Компанія
activity-contact = Контакт
activity-participants = Колеги
activity-contacts = Учасники
activity-description = Опис
activity-rule-due = Термін не може бути раніше за початок
activity-list-open = Відкриті
activity-list-mine = Мої відкриті справи
activity-list-overdue = Прострочені
activity-list-today = Сьогодні
activity-list-meetings = Зустрічі
activity-list-done = Виконані
activity-list-all = Усі справи
activity-section-main = Справа
activity-section-who = З ким
activity-section-result = Результат
activity-section-about = Опис

## Tags
tag = Тег
    .new = Новий тег
    .counted = { $count ->
        [one] тег
        [few] теги
       *[many] тегів
    }
tag-plural = Теги
tag-name = Назва
tag-hue = Колір
tag-hue-blue = Синій
tag-hue-sky = Блакитний
tag-hue-teal = Бірюзовий
tag-hue-green = Зелений
tag-hue-lime = Салатовий
tag-hue-amber = Бурштиновий
tag-hue-orange = Помаранчевий
tag-hue-red = Червоний
tag-hue-pink = Рожевий
tag-hue-violet = Фіолетовий
tag-description = Опис

## Files
file = Файл
    .new = Новий файл
    .counted = { $count ->
        [one] файл
        [few] файли
       *[many] файлів
    }
file-plural = Файли
file-name = Ім’я
file-about = Належить до
    .inverse = Файли
file-media-type = Тип
file-size = Розмір, байт
file-sha256 = Контрольна сума
file-description = Опис
file-list-all = Усі файли

## Comments
comment = Коментар
    .new = Новий коментар
    .counted = { $count ->
        [one] коментар
        [few] коментарі
       *[many] коментарів
    }
comment-plural = Коментарі
comment-text = Текст
comment-about = До запису
    .inverse = Коментарі
comment-reply-to = У відповідь на
    .inverse = Відповіді
comment-mentions = Згадані

## Currencies
currency = Валюта
    .new = Нова валюта
    .counted = { $count ->
        [one] валюта
        [few] валюти
       *[many] валют
    }
currency-plural = Валюти
currency-code = Код
    .help = Три літери за ISO 4217
    .placeholder = EUR
currency-name = Назва
currency-symbol = Символ
currency-digits = Знаків після коми
currency-active = Використовується
currency-rates = Курси
currency-rule-code = Код валюти — три великі латинські літери
currency-rule-digits = У валюти від 0 до 4 знаків після коми
currency-list-all = Усі валюти
currency-section-main = Валюта
currency-section-rates = Курси

## Exchange rates
exchange-rate = Курс валюти
    .new = Новий курс
    .counted = { $count ->
        [one] курс
        [few] курси
       *[many] курсів
    }
exchange-rate-plural = Курси валют
exchange-rate-currency = Валюта
exchange-rate-date = З дати
exchange-rate-rate = Курс
    .help = Скільки базової валюти коштує одна одиниця
exchange-rate-rule-rate = Курс має бути більшим за нуль
exchange-rate-list-all = Усі курси

## Saved views
saved-view = Збережений вигляд
    .new = Новий вигляд
saved-view-plural = Збережені вигляди
saved-view-name = Назва
saved-view-entity = Список
saved-view-settings = Налаштування
saved-view-shared = Для всіх
saved-view-place = Порядок

## Roles
role-administrator = Адміністратор
    .about = Може все
role-auditor = Аудитор
    .about = Читає все, нічого не змінює
role-observer = Спостерігач
    .about = Бачить лише своє
