## The app
app = Продажи
    .about = От первого интереса до подписанного заказа

## Deals
deal = Сделка
    .new = Новая сделка
    .about = Возможная продажа и то, как она продвигается
    .counted = { $count ->
        [one] сделка
        [few] сделки
       *[many] сделок
    }
deal-plural = Сделки
deal-name = Название
deal-reference = Номер
deal-company = Компания
    .inverse = Сделки
deal-contact = Контакт
    .inverse = Сделки
deal-pipeline = Воронка
    .inverse = Сделки
deal-stage = Этап
    .inverse = Сделки
deal-state = Состояние
deal-state-open = В работе
deal-state-won = Выиграна
deal-state-lost = Проиграна
deal-amount = Сумма
    .help = Считается по позициям, как только они появятся
deal-total = Итого по позициям
deal-probability = Вероятность
    .help = Берётся из этапа, можно изменить
deal-weighted = Взвешенная сумма
deal-close-date = Плановая дата закрытия
deal-closed-on = Закрыта
deal-opened-on = Открыта
deal-next-step = Следующий шаг
deal-next-step-on = Дата следующего шага
deal-forecast = Прогноз
deal-forecast-pipeline = В воронке
deal-forecast-best-case = Оптимистичный
deal-forecast-commit = Уверенный
deal-forecast-closed = Закрыта
deal-forecast-omitted = Не учитывать
deal-kind = Тип
deal-kind-new-business = Новая продажа
deal-kind-expansion = Расширение
deal-kind-renewal = Продление
deal-kind-service = Сервис
deal-source = Источник
deal-source-website = Сайт
deal-source-referral = Рекомендация
deal-source-fair = Выставка
deal-source-campaign = Рекламная кампания
deal-source-call = Холодный звонок
deal-source-partner = Партнёр
deal-source-import = Импорт
deal-source-other = Другое
deal-product = Основной товар
deal-loss-reason = Причина проигрыша
deal-loss-note = Что произошло
deal-competitors = Конкуренты
    .inverse = Сделки с их участием
deal-team = Команда
deal-territory = Территория
deal-price-list = Прайс-лист
deal-lead = Из лида
deal-lines = Позиции
deal-description = Описание
deal-tags = Теги
    .inverse = Сделки
deal-rule-lost-reason = Укажите, почему сделка проиграна
deal-rule-amount = Сумма не может быть отрицательной
deal-rule-probability = Вероятность — от 0 до 100 %
deal-rule-stage = Этот этап относится к другой воронке
deal-rule-total = Позиции в сумме дают другую сумму
deal-rule-close-date = Плановая дата прошла: перенесите её или закройте сделку
deal-list-open = Открытые сделки
deal-list-mine = Мои сделки
deal-list-this-month = Закрываются в этом месяце
deal-list-overdue = Просроченные
deal-list-no-next-step = Без следующего шага
deal-list-won = Выигранные
deal-list-lost = Проигранные
deal-list-all = Все сделки
deal-section-main = Сделка
deal-section-next = Следующий шаг
deal-section-lines = Позиции
deal-section-details = Подробности
deal-section-outcome = Итог

## Line items
deal-line = Позиция
    .new = Новая позиция
    .counted = { $count ->
        [one] позиция
        [few] позиции
       *[many] позиций
    }
deal-line-plural = Позиции
deal-line-deal = Сделка
deal-line-place = Порядок
deal-line-product = Товар
deal-line-name = Наименование
deal-line-quantity = Количество
deal-line-unit-price = Цена
deal-line-discount = Скидка
deal-line-total = Сумма
deal-line-rule-quantity = Количество должно быть больше нуля
deal-line-rule-discount = Скидка — от 0 до 100 %

## Leads
lead = Лид
    .new = Новый лид
    .about = Чей-то интерес, ещё не ставший сделкой
    .counted = { $count ->
        [one] лид
        [few] лида
       *[many] лидов
    }
lead-plural = Лиды
lead-name = Название
lead-status = Статус
lead-status-new = Новый
lead-status-contacted = Установлен контакт
lead-status-qualified = Квалифицирован
lead-status-converted = Конвертирован
lead-status-unqualified = Некачественный
lead-rating = Оценка
lead-rating-hot = Горячий
lead-rating-warm = Тёплый
lead-rating-cold = Холодный
lead-source = Источник
lead-source-website = Сайт
lead-source-referral = Рекомендация
lead-source-fair = Выставка
lead-source-campaign = Рекламная кампания
lead-source-call = Холодный звонок
lead-source-partner = Партнёр
lead-source-import = Импорт
lead-source-other = Другое
lead-company-name = Название компании
lead-contact-name = Контактное лицо
lead-job-title = Должность
lead-email = Эл. почта
lead-phone = Телефон
lead-website = Сайт
lead-address = Адрес
lead-industry = Отрасль
lead-industry-food = Продукты и напитки
lead-industry-retail = Розничная торговля
lead-industry-wholesale = Оптовая торговля
lead-industry-manufacturing = Производство
lead-industry-agriculture = Сельское хозяйство
lead-industry-logistics = Логистика
lead-industry-hospitality = Гостиницы и рестораны
lead-industry-construction = Строительство
lead-industry-technology = Технологии
lead-industry-software = Программное обеспечение
lead-industry-telecom = Телекоммуникации
lead-industry-medical = Медицина
lead-industry-pharma = Фармацевтика
lead-industry-finance = Финансы
lead-industry-services = Услуги
lead-industry-marketing = Маркетинг
lead-industry-entertainment = Развлечения
lead-industry-employment = Подбор персонала
lead-industry-education = Образование
lead-industry-energy = Энергетика
lead-industry-public = Госсектор
lead-industry-other = Другое
lead-budget = Бюджет
lead-interest = Чем интересуется
lead-next-step = Следующий шаг
lead-next-step-on = Дата следующего шага
lead-refusal = Причина отказа
lead-team = Команда
lead-territory = Территория
lead-company = Компания
    .inverse = Лиды
lead-contact = Контакт
    .inverse = Лиды
lead-deal = Сделка
lead-converted-at = Конвертирован
lead-tags = Теги
    .inverse = Лиды
lead-rule-refusal = Укажите, почему лид не подходит
lead-rule-reach = Без почты, телефона или сайта с лидом не связаться
lead-list-open = Открытые лиды
lead-list-mine = Мои лиды
lead-list-hot = Горячие лиды
lead-list-converted = Конвертированные
lead-list-unqualified = Некачественные
lead-section-main = Лид
lead-section-reach = Кто и где
lead-section-interest = Интерес
lead-section-converted = Во что превратился
conversion-lead = Конвертировать лид

## Pipelines and stages
pipeline = Воронка
    .new = Новая воронка
    .counted = { $count ->
        [one] воронка
        [few] воронки
       *[many] воронок
    }
pipeline-plural = Воронки
pipeline-name = Название
pipeline-place = Порядок
pipeline-active = Используется
pipeline-description = Описание
pipeline-stages = Этапы
pipeline-list-all = Все воронки
pipeline-section-main = Воронка
pipeline-section-stages = Этапы
stage = Этап
    .new = Новый этап
    .counted = { $count ->
        [one] этап
        [few] этапа
       *[many] этапов
    }
stage-plural = Этапы
stage-name = Название
stage-pipeline = Воронка
stage-place = Порядок
stage-kind = Означает
stage-kind-open = В работе
stage-kind-won = Успех
stage-kind-lost = Проигрыш
stage-probability = Вероятность
stage-hue = Цвет
stage-hue-blue = Синий
stage-hue-sky = Голубой
stage-hue-teal = Бирюзовый
stage-hue-green = Зелёный
stage-hue-lime = Салатовый
stage-hue-amber = Янтарный
stage-hue-orange = Оранжевый
stage-hue-red = Красный
stage-hue-pink = Розовый
stage-hue-violet = Фиолетовый
stage-idle-days = Застой через, дней
    .help = Сделка без дел дольше этого срока помечается
stage-rule-probability = Вероятность — от 0 до 100 %
stage-list-all = Все этапы

## Loss reasons
loss-reason = Причина проигрыша
    .new = Новая причина
    .counted = { $count ->
        [one] причина
        [few] причины
       *[many] причин
    }
loss-reason-plural = Причины проигрыша
loss-reason-name = Название
loss-reason-place = Порядок
loss-reason-active = Используется

## Products and prices
product = Товар
    .new = Новый товар
    .about = Товары, услуги и подписки на продажу
    .counted = { $count ->
        [one] товар
        [few] товара
       *[many] товаров
    }
product-plural = Товары
product-name = Название
product-code = Артикул
product-category = Категория
product-kind = Вид
product-kind-goods = Товар
product-kind-service = Услуга
product-kind-subscription = Подписка
product-measure = Единица измерения
product-measure-piece = Штука
product-measure-set = Комплект
product-measure-metre = Метр
product-measure-kilogram = Килограмм
product-measure-litre = Литр
product-measure-hour = Час
product-measure-day = День
product-measure-month = Месяц
product-measure-year = Год
product-price = Цена
product-cost = Себестоимость
product-margin = Маржа
product-tax = Налог
product-active = В продаже
product-description = Описание
product-photo = Фото
product-tags = Теги
    .inverse = Товары
product-rule-price = Цена не может быть отрицательной
product-list-active = В продаже
product-list-all = Все товары
product-section-main = Товар
product-section-money = Цена и себестоимость
product-section-about = О товаре
price-list = Прайс-лист
    .new = Новый прайс-лист
    .counted = { $count ->
        [one] прайс-лист
        [few] прайс-листа
       *[many] прайс-листов
    }
price-list-plural = Прайс-листы
price-list-name = Название
price-list-valid-from = Действует с
price-list-valid-until = Действует по
price-list-active = Используется
price-list-prices = Цены
price-list-rule-valid-until = Конец не может быть раньше начала
price = Цена
    .new = Новая цена
    .counted = { $count ->
        [one] цена
        [few] цены
       *[many] цен
    }
price-plural = Цены
price-price-list = Прайс-лист
price-product = Товар
price-price = Цена

## Teams and territories
team = Команда
    .new = Новая команда
    .counted = { $count ->
        [one] команда
        [few] команды
       *[many] команд
    }
team-plural = Команды
team-name = Название
team-leader = Руководитель
team-members = Участники
    .inverse = Команды
team-territory = Территория
team-open-amount = Сумма открытых сделок
team-list-all = Все команды
team-section-main = Команда
territory = Территория
    .new = Новая территория
    .counted = { $count ->
        [one] территория
        [few] территории
       *[many] территорий
    }
territory-plural = Территории
territory-name = Название
territory-parent = Входит в
    .inverse = Входящие территории
territory-manager = Менеджер
territory-countries = Страны
territory-description = Описание
territory-list-all = Все территории
territory-section-main = Территория

## Plans
plan = План
    .new = Новый план
    .about = Сколько должен принести человек, команда или товар за период
    .counted = { $count ->
        [one] план
        [few] плана
       *[many] планов
    }
plan-plural = Планы
plan-name = Название
plan-period = Период
plan-period-month = Месяц
plan-period-quarter = Квартал
plan-period-half-year = Полугодие
plan-period-year = Год
plan-starts = С
plan-ends = По
plan-user = Сотрудник
plan-team = Команда
plan-territory = Территория
plan-product = Товар
plan-target = План по сумме
plan-target-deals = План по сделкам
plan-note = Примечание
plan-rule-ends = Конец не может быть раньше начала
plan-rule-target = План должен быть больше нуля
plan-list-all = Все планы
plan-list-current = Текущие
plan-section-main = Период и план
plan-section-whose = Чей
plan-section-about = Примечание

## Roles
role-sales-director = Директор по продажам
    .about = Все продажи во всех подразделениях
role-sales-manager = Руководитель отдела продаж
    .about = Своё подразделение и всё, что ниже
role-sales-rep = Менеджер по продажам
    .about = Свои сделки и лиды; видит клиентов подразделения
role-marketing = Маркетинг
    .about = Лиды и контакты всех подразделений
role-service = Сервис
    .about = Клиенты и то, что им продано
