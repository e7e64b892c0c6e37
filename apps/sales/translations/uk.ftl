## The app
app = Продажі
    .about = Від першого інтересу до підписаного замовлення

## Deals
deal = Угода
    .new = Нова угода
    .about = Можливий продаж і те, як він просувається
    .counted = { $count ->
        [one] угода
        [few] угоди
       *[many] угод
    }
deal-plural = Угоди
deal-name = Назва
deal-reference = Номер
deal-company = Компанія
    .inverse = Угоди
deal-contact = Контакт
    .inverse = Угоди
deal-pipeline = Воронка
    .inverse = Угоди
deal-stage = Етап
    .inverse = Угоди
deal-state = Стан
deal-state-open = У роботі
deal-state-won = Виграна
deal-state-lost = Програна
deal-amount = Сума
    .help = Рахується за позиціями, щойно вони з’являться
deal-total = Разом за позиціями
deal-probability = Імовірність
    .help = Береться з етапу, можна змінити
deal-weighted = Зважена сума
deal-close-date = Планова дата закриття
deal-closed-on = Закрита
deal-opened-on = Відкрита
deal-next-step = Наступний крок
deal-next-step-on = Дата наступного кроку
deal-forecast = Прогноз
deal-forecast-pipeline = У воронці
deal-forecast-best-case = Оптимістичний
deal-forecast-commit = Упевнений
deal-forecast-closed = Закрита
deal-forecast-omitted = Не враховувати
deal-kind = Тип
deal-kind-new-business = Новий продаж
deal-kind-expansion = Розширення
deal-kind-renewal = Продовження
deal-kind-service = Сервіс
deal-source = Джерело
deal-source-website = Сайт
deal-source-referral = Рекомендація
deal-source-fair = Виставка
deal-source-campaign = Рекламна кампанія
deal-source-call = Холодний дзвінок
deal-source-partner = Партнер
deal-source-import = Імпорт
deal-source-other = Інше
deal-product = Основний товар
deal-loss-reason = Причина програшу
deal-loss-note = Що сталося
deal-competitors = Конкуренти
    .inverse = Угоди за їхньої участі
deal-team = Команда
deal-territory = Територія
deal-price-list = Прайс-лист
deal-lead = З ліда
deal-lines = Позиції
deal-description = Опис
deal-tags = Теги
    .inverse = Угоди
deal-rule-lost-reason = Вкажіть, чому угоду програно
deal-rule-amount = Сума не може бути від’ємною
deal-rule-probability = Імовірність — від 0 до 100 %
deal-rule-stage = Цей етап належить до іншої воронки
deal-rule-total = Позиції разом дають іншу суму
deal-rule-close-date = Планова дата минула: перенесіть її або закрийте угоду
deal-list-open = Відкриті угоди
deal-list-mine = Мої угоди
deal-list-this-month = Закриваються цього місяця
deal-list-overdue = Прострочені
deal-list-no-next-step = Без наступного кроку
deal-list-won = Виграні
deal-list-lost = Програні
deal-list-all = Усі угоди
deal-section-main = Угода
deal-section-next = Наступний крок
deal-section-lines = Позиції
deal-section-details = Подробиці
deal-section-outcome = Підсумок

## Line items
deal-line = Позиція
    .new = Нова позиція
    .counted = { $count ->
        [one] позиція
        [few] позиції
       *[many] позицій
    }
deal-line-plural = Позиції
deal-line-deal = Угода
deal-line-place = Порядок
deal-line-product = Товар
deal-line-name = Найменування
deal-line-quantity = Кількість
deal-line-unit-price = Ціна
deal-line-discount = Знижка
deal-line-total = Сума
deal-line-rule-quantity = Кількість має бути більшою за нуль
deal-line-rule-discount = Знижка — від 0 до 100 %

## Leads
lead = Лід
    .new = Новий лід
    .about = Чийсь інтерес, який ще не став угодою
    .counted = { $count ->
        [one] лід
        [few] ліди
       *[many] лідів
    }
lead-plural = Ліди
lead-name = Назва
lead-status = Статус
lead-status-new = Новий
lead-status-contacted = Встановлено контакт
lead-status-qualified = Кваліфікований
lead-status-converted = Конвертований
lead-status-unqualified = Неякісний
lead-rating = Оцінка
lead-rating-hot = Гарячий
lead-rating-warm = Теплий
lead-rating-cold = Холодний
lead-source = Джерело
lead-source-website = Сайт
lead-source-referral = Рекомендація
lead-source-fair = Виставка
lead-source-campaign = Рекламна кампанія
lead-source-call = Холодний дзвінок
lead-source-partner = Партнер
lead-source-import = Імпорт
lead-source-other = Інше
lead-company-name = Назва компанії
lead-contact-name = Контактна особа
lead-job-title = Посада
lead-email = Ел. пошта
lead-phone = Телефон
lead-website = Сайт
lead-address = Адреса
lead-industry = Галузь
lead-industry-food = Продукти й напої
lead-industry-retail = Роздрібна торгівля
lead-industry-wholesale = Оптова торгівля
lead-industry-manufacturing = Виробництво
lead-industry-agriculture = Сільське господарство
lead-industry-logistics = Логістика
lead-industry-hospitality = Готелі та ресторани
lead-industry-construction = Будівництво
lead-industry-technology = Технології
lead-industry-software = Програмне забезпечення
lead-industry-telecom = Телекомунікації
lead-industry-medical = Медицина
lead-industry-pharma = Фармацевтика
lead-industry-finance = Фінанси
lead-industry-services = Послуги
lead-industry-marketing = Маркетинг
lead-industry-entertainment = Розваги
lead-industry-employment = Добір персоналу
lead-industry-education = Освіта
lead-industry-energy = Енергетика
lead-industry-public = Державний сектор
lead-industry-other = Інше
lead-budget = Бюджет
lead-interest = Чим цікавиться
lead-next-step = Наступний крок
lead-next-step-on = Дата наступного кроку
lead-refusal = Причина відмови
lead-team = Команда
lead-territory = Територія
lead-company = Компанія
    .inverse = Ліди
lead-contact = Контакт
    .inverse = Ліди
lead-deal = Угода
lead-converted-at = Конвертовано
lead-tags = Теги
    .inverse = Ліди
lead-rule-refusal = Вкажіть, чому лід не підходить
lead-rule-reach = Без пошти, телефону чи сайту з лідом не зв’язатися
lead-list-open = Відкриті ліди
lead-list-mine = Мої ліди
lead-list-hot = Гарячі ліди
lead-list-converted = Конвертовані
lead-list-unqualified = Неякісні
lead-section-main = Лід
lead-section-reach = Хто і де
lead-section-interest = Інтерес
lead-section-converted = На що перетворився
conversion-lead = Конвертувати лід

## Pipelines and stages
pipeline = Воронка
    .new = Нова воронка
    .counted = { $count ->
        [one] воронка
        [few] воронки
       *[many] воронок
    }
pipeline-plural = Воронки
pipeline-name = Назва
pipeline-place = Порядок
pipeline-active = Використовується
pipeline-description = Опис
pipeline-stages = Етапи
pipeline-list-all = Усі воронки
pipeline-section-main = Воронка
pipeline-section-stages = Етапи
stage = Етап
    .new = Новий етап
    .counted = { $count ->
        [one] етап
        [few] етапи
       *[many] етапів
    }
stage-plural = Етапи
stage-name = Назва
stage-pipeline = Воронка
stage-place = Порядок
stage-kind = Означає
stage-kind-open = У роботі
stage-kind-won = Успіх
stage-kind-lost = Програш
stage-probability = Імовірність
stage-hue = Колір
stage-hue-blue = Синій
stage-hue-sky = Блакитний
stage-hue-teal = Бірюзовий
stage-hue-green = Зелений
stage-hue-lime = Салатовий
stage-hue-amber = Бурштиновий
stage-hue-orange = Помаранчевий
stage-hue-red = Червоний
stage-hue-pink = Рожевий
stage-hue-violet = Фіолетовий
stage-idle-days = Застій через, днів
    .help = Угода без справ довше цього терміну позначається
stage-rule-probability = Імовірність — від 0 до 100 %
stage-list-all = Усі етапи

## Loss reasons
loss-reason = Причина програшу
    .new = Нова причина
    .counted = { $count ->
        [one] причина
        [few] причини
       *[many] причин
    }
loss-reason-plural = Причини програшу
loss-reason-name = Назва
loss-reason-place = Порядок
loss-reason-active = Використовується

## Products and prices
product = Товар
    .new = Новий товар
    .about = Товари, послуги та підписки на продаж
    .counted = { $count ->
        [one] товар
        [few] товари
       *[many] товарів
    }
product-plural = Товари
product-name = Назва
product-code = Артикул
product-category = Категорія
product-kind = Вид
product-kind-goods = Товар
product-kind-service = Послуга
product-kind-subscription = Підписка
product-measure = Одиниця виміру
product-measure-piece = Штука
product-measure-set = Комплект
product-measure-metre = Метр
product-measure-kilogram = Кілограм
product-measure-litre = Літр
product-measure-hour = Година
product-measure-day = День
product-measure-month = Місяць
product-measure-year = Рік
product-price = Ціна
product-cost = Собівартість
product-margin = Маржа
product-tax = Податок
product-active = У продажу
product-description = Опис
product-photo = Фото
product-tags = Теги
    .inverse = Товари
product-rule-price = Ціна не може бути від’ємною
product-list-active = У продажу
product-list-all = Усі товари
product-section-main = Товар
product-section-money = Ціна і собівартість
product-section-about = Про товар
price-list = Прайс-лист
    .new = Новий прайс-лист
    .counted = { $count ->
        [one] прайс-лист
        [few] прайс-листи
       *[many] прайс-листів
    }
price-list-plural = Прайс-листи
price-list-name = Назва
price-list-valid-from = Діє з
price-list-valid-until = Діє до
price-list-active = Використовується
price-list-prices = Ціни
price-list-rule-valid-until = Кінець не може бути раніше за початок
price = Ціна
    .new = Нова ціна
    .counted = { $count ->
        [one] ціна
        [few] ціни
       *[many] цін
    }
price-plural = Ціни
price-price-list = Прайс-лист
price-product = Товар
price-price = Ціна

## Teams and territories
team = Команда
    .new = Нова команда
    .counted = { $count ->
        [one] команда
        [few] команди
       *[many] команд
    }
team-plural = Команди
team-name = Назва
team-leader = Керівник
team-members = Учасники
    .inverse = Команди
team-territory = Територія
team-open-amount = Сума відкритих угод
team-list-all = Усі команди
team-section-main = Команда
territory = Територія
    .new = Нова територія
    .counted = { $count ->
        [one] територія
        [few] території
       *[many] територій
    }
territory-plural = Території
territory-name = Назва
territory-parent = Входить до
    .inverse = Підпорядковані території
territory-manager = Менеджер
territory-countries = Країни
territory-description = Опис
territory-list-all = Усі території
territory-section-main = Територія

## Plans
plan = План
    .new = Новий план
    .about = Скільки має принести людина, команда чи товар за період
    .counted = { $count ->
        [one] план
        [few] плани
       *[many] планів
    }
plan-plural = Плани
plan-name = Назва
plan-period = Період
plan-period-month = Місяць
plan-period-quarter = Квартал
plan-period-half-year = Півріччя
plan-period-year = Рік
plan-starts = З
plan-ends = До
plan-user = Співробітник
plan-team = Команда
plan-territory = Територія
plan-product = Товар
plan-target = План за сумою
plan-target-deals = План за угодами
plan-note = Примітка
plan-rule-ends = Кінець не може бути раніше за початок
plan-rule-target = План має бути більшим за нуль
plan-list-all = Усі плани
plan-list-current = Поточні
plan-section-main = Період і план
plan-section-whose = Чий
plan-section-about = Примітка

## Roles
role-sales-director = Директор з продажу
    .about = Усі продажі в усіх підрозділах
role-sales-manager = Керівник відділу продажу
    .about = Свій підрозділ і все, що нижче
role-sales-rep = Менеджер з продажу
    .about = Свої угоди й ліди; бачить клієнтів підрозділу
role-marketing = Маркетинг
    .about = Ліди й контакти всіх підрозділів
role-service = Сервіс
    .about = Клієнти й те, що їм продано
