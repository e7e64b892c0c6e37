# Налаштування, користувачі, підрозділи, ролі, завдання.
copy = Скопіювати
settings-own = Особисте
settings-administration = Керування
settings-work = Дані та робота
settings-profile = Профіль
settings-profile-about = Ім’я, телефон, мова, часовий пояс, вигляд сторінок
settings-security = Безпека
settings-security-about = Пароль, другий фактор, ключі доступу, де виконано вхід
settings-tokens = Токени API
settings-tokens-about = Ключі для програм, що працюють від вашого імені
settings-users = Користувачі
settings-users-about = Хто тут працює і з якими ролями; запрошення
settings-units = Підрозділи
settings-units-about = Філії, відділи та групи у вигляді дерева
settings-roles = Ролі
settings-roles-about = Хто що бачить і що може робити
settings-installation = Система
settings-installation-about = Назва, базова валюта, країна, мова; другий фактор; резервні копії
settings-import-about = Перенести записи з таблиці або скасувати імпорт
settings-jobs-about = Довга робота: що чекає, виконується, не вдалося
settings-zone-unknown = Такого часового поясу немає. Виберіть зі списку, наприклад Europe/Kyiv.
settings-done-saved = Збережено.
settings-done-password = Пароль змінено. На всіх інших пристроях виконано вихід.
settings-done-ended = Там виконано вихід.
settings-done-removed = Видалено.
settings-done-factor-off = Застосунок вилучено.
settings-done-app = Застосунок підключено.
settings-done-factors-reset = Застосунок, ключі доступу й резервні коди забуто: запитується лише пароль.
settings-done-required = Тепер другий фактор обов’язковий.
settings-done-optional = Тепер другий фактор — на розсуд кожного.
settings-done-passkey = Ключ доступу зареєстровано.
settings-done-revoked = Токен більше не діє.
settings-done-disabled = Користувач більше не може увійти.
settings-done-enabled = Користувач знову може увійти.
settings-done-created = Створено.
settings-done-deleted = Видалено.

profile-person = Людина
profile-name = Ім’я
profile-job-title = Посада
profile-phone = Телефон
profile-email = Ел. пошта
profile-email-help = З цією адресою ви входите. Змінити її може адміністратор.
profile-region = Мова і час
profile-zone = Часовий пояс
profile-zone-help = Наприклад, Europe/Kyiv. Порожньо — пояс системи.
profile-look = Вигляд сторінок
profile-look-about = Запам’ятовує лише цей браузер.

security-password-since = Задано { $date }.
security-password-none = Пароль не задано.
security-password-ends = На всіх інших пристроях буде виконано вихід.
security-sessions = Де виконано вхід
security-sessions-about = Якщо ви не впізнаєте якийсь пристрій, завершіть на ньому сеанс і змініть пароль.
security-end = Вийти
security-end-others = Вийти на всіх інших
security-this-device = цей пристрій
security-two-factors = два фактори
security-since = з { $date }
security-seen = активність
security-device-unknown = Невідомий пристрій

factor-title = Другий фактор
factor-about = Після пароля — ключ доступу або код із застосунку на телефоні. Сам лише викрадений пароль тоді нічого не дає.
factor-on = увімкнено
factor-off = вимкнено
factor-codes-left = { $count ->
    [0] Резервних кодів не лишилося: створіть нові.
    [one] Лишився { $count } резервний код.
    [few] Лишилося { $count } резервні коди.
   *[other] Лишилося { $count } резервних кодів.
 }
factor-change = Нові резервні коди або вилучення застосунку…
factor-change-codes = Підключити застосунок або створити нові резервні коди…
factor-required = Тут він обов’язковий: вилучивши останній, ви спершу налаштуєте інший.
factor-enrol = Підключити застосунок…
factor-renew = Нові резервні коди
factor-turn-off = Вилучити застосунок
factor-enrol-title = Підключення застосунку з кодами
factor-step-app = Відскануйте зображення застосунком із кодами.
factor-qr = QR-код для застосунку
factor-step-key = Або введіть у ньому цей ключ:
factor-open-app = Відкрити застосунок
factor-step-code = Введіть шість цифр, які він показує.
factor-turn-on = Увімкнути
factor-codes-title = Резервні коди
factor-codes-about = Кожен діє один раз, коли під рукою немає ні застосунку, ні ключів доступу. Зберігайте їх там, де знайдете без телефона. Вдруге вони не показуються.
factor-codes-kept = Коди збережено

passkeys-title = Ключі доступу
passkeys-about = Вхід за відбитком, обличчям або апаратним ключем: без пароля або другим кроком після нього.
passkeys-none = Ключів доступу поки немає.
passkeys-name = Назва ключа
passkeys-name-help = Щоб упізнати його потім: «Робочий ноутбук». Порожньо — назва цього браузера.
passkeys-add = Зареєструвати ключ
passkeys-since = з { $date }
passkeys-used = використано
passkeys-remove = Вилучити…

tokens-about = Токен діє від вашого імені й не може більше за вас. Програми передають його як bearer-токен або як пароль Basic.
tokens-none = Токенів поки немає.
tokens-new = Новий токен
tokens-name = Для чого він?
tokens-name-help = «Звіт Power BI», «Інтернет-магазин»
tokens-lasts = Діє
tokens-days = { $count ->
    [one] { $count } день
    [few] { $count } дні
   *[other] { $count } днів
 }
tokens-never = безстроково
tokens-roles = Ролі
tokens-roles-help = Токен може менше за вас, але не більше.
tokens-roles-all = Усі мої ролі
tokens-roles-some = Лише ці:
tokens-roles-none = Позначте хоча б одну роль.
tokens-read-only = Лише читання
tokens-read-only-help = Може дивитися, але нічого не змінює.
tokens-entities = Доступні записи
tokens-entities-help = Нічого не позначено — усе, що дозволяють ролі.
tokens-entities-limit = Обмежити деякими видами записів…
tokens-present-help = Бо токен живе довше за цей сеанс.
tokens-create = Створити токен
tokens-made = Ваш новий токен
tokens-made-about = Скопіюйте його зараз: вдруге він не показується.
tokens-revoke = Відкликати
tokens-over = вийшов строк
tokens-since = створено { $date }
tokens-until = діє до { $date }
tokens-forever = безстроковий
tokens-used = використано
tokens-unused = не використовувався

users-about = Усі, хто має запис користувача; увійти може той, хто має обліковий запис.
users-none = Нікого не знайдено.
users-invite = Запросити
users-invite-another = Запросити ще
users-open = Відкрити користувача
users-unit = Підрозділ
users-roles = Ролі
users-roles-help = Ролі додаються: можна все, що дозволяє будь-яка з них. Без ролі користувач не бачить нічого.
users-seen = активність
users-active = активний
users-invited = запрошено
users-disabled = вимкнено
users-no-account = без облікового запису
users-no-account-about = Ця людина не має облікового запису й не може увійти. Запрошення його створить.
users-record = Відкрити запис
users-access = Вхід
users-password-none = Пароля ще немає: запрошення відкрите або вийшов його строк.
users-email-help = З цією адресою користувач входить.
users-email-save = Змінити
users-link-invitation = Запрошення
users-link-reset = Посилання для нового пароля
users-link-about = Передайте це посилання: за ним задають пароль. Воно діє один раз, до { $until }, і вдруге не показується.
users-link-make = Посилання для нового пароля
users-link-again = Нове посилання-запрошення
users-factor-off = Скинути другі фактори
users-disable = Вимкнути
users-disable-self = Вимкнути самого себе не можна.
users-enable = Впустити знову
users-end-all = Завершити всі сеанси
users-sessions = Де виконано вхід
users-no-sessions = Ніде не виконано вхід.

units-about = Права йдуть за деревом: «підрозділ і нижче» діє від підрозділу вниз.
units-none = Підрозділів поки немає.
units-new = Новий підрозділ
units-new-below = Новий підрозділ усередині «{ $unit }»
units-edit = Змінити «{ $unit }»
units-unit = Підрозділ
units-code = Код
units-code-help = Коротке позначення, наприклад місце витрат. Можна не заповнювати.
units-parent = Входить до
units-people = { $count ->
    [0] нікого
    [one] { $count } людина
    [few] { $count } людини
   *[other] { $count } людей
 }
units-taken = Підрозділ із такою назвою або кодом тут уже є.
units-delete = Видалити підрозділ
units-delete-about = Видалити можна лише підрозділ без людей і вкладених підрозділів.

roles-about = Ролі з пакетів можна змінювати: зміна зберігається окремим шаром і переживає оновлення.
roles-new = Нова роль
roles-copy = Копія
roles-own = власна
roles-changed = змінено
roles-holders = { $count ->
    [0] ні в кого
    [one] { $count } користувач
    [few] { $count } користувачі
   *[other] { $count } користувачів
 }
roles-labels = Назва
roles-label-missing = Дайте назву хоча б однією мовою.
roles-name = Коротке ім’я
roles-name-help = Для програм: малі латинські літери, цифри та _, наприклад key_accounts. Потім не змінюється.
roles-name-wrong = Почніть з малої латинської літери; далі літери, цифри та _, не більше 50 знаків.
roles-name-taken = Роль із таким коротким ім’ям уже є.
roles-rights = Права
roles-from = Почати з прав ролі
roles-from-help = Порожньо — спочатку роль не може нічого.
roles-create = Створити роль
roles-all-rights = Ця роль може все, і нічого в неї не можна відібрати.
roles-matrix = Що може «{ $role }»
roles-entity = Записи
roles-fields = Поля
roles-fields-of = Поля та умови: { $entity }
roles-fields-help = Прихованого поля для цієї ролі немає: ні на сторінках, ні в списках, пошуку, вивантаженні та програмних інтерфейсах.
roles-condition-help = Умова — вираз мовою FEEL над полями запису; «actor» — той, хто питає: owner.id = actor.id
roles-at-once = Діє одразу, для всіх, хто має цю роль.
roles-reset = Повернути як у пакеті
roles-reset-about = Прибирає ваші зміни цієї ролі; знову діє те, що в пакеті.
roles-delete = Видалити роль
roles-delete-about = Видалити можна лише роль, якої ні в кого немає.
roles-held = { $count ->
    [one] Цю роль має { $count } користувач. Спочатку заберіть її.
    [few] Цю роль мають { $count } користувачі. Спочатку заберіть її.
   *[other] Цю роль мають { $count } користувачів. Спочатку заберіть її.
 }
scope-none = —
scope-own = свої
scope-unit = підрозділ
scope-unit-tree = підрозділ і нижче
scope-all = усі
scope-condition = за умовою
action-create = Створення
action-read = Читання
action-change = Зміна
action-assign = Передавання
action-delete = Видалення
action-export = Експорт
action-import = Імпорт
access-hidden = приховано
access-read-only = лише читання
access-writable = можна змінювати

installation-name = Назва
installation-name-help = Показується на кожній сторінці та в застосунках із кодами.
installation-name-wrong = Дайте назву не довшу за 100 літер.
installation-currency = Базова валюта
installation-currency-help = У ній суми за різними валютами. Після її зміни суми й курси перераховуються за сьогоднішнім курсом.
installation-currency-wrong = Валюта — це три літери: EUR.
installation-country = Країна
installation-country-help = До неї належать телефони без коду країни. Дві літери: UA.
installation-country-wrong = Країна — це дві літери: UA.
installation-zone-help = Для всіх, хто не вибрав свій, і для звітів.
installation-language-help = Для всіх, хто не вибрав свою.
installation-language-wrong = Виберіть одну з мов.
installation-factor = Другий фактор
installation-factor-about = Хто його не має, той спершу налаштує його — і у вже відкритих сеансах. На токени API це не впливає.
installation-factor-have = Налаштовано в { $have } із { $all ->
    [one] { $all } людини.
   *[other] { $all } людей.
 }
installation-factor-required = обов’язковий
installation-factor-optional = за бажанням
installation-factor-require = Вимагати від усіх
installation-factor-leave = Залишити на розсуд кожного
installation-backup = Резервна копія
installation-backup-about = Цілісна, перевірена, без зупинки роботи. Запускайте на сервері з тим самим --data або --database і зберігайте файл в іншому місці.

jobs-title = Завдання
jobs-about = Довга робота триває, коли ви йдете зі сторінки, і після перезапуску.
jobs-none = Тут нічого немає.
jobs-all = Усі
jobs-waiting = Очікує
jobs-running = Виконується
jobs-paused = Пауза
jobs-failed = Помилка
jobs-done = Готово
jobs-cancelled = Скасовано
jobs-pause = Пауза
jobs-resume = Продовжити
jobs-cancel = Скасувати
jobs-again = Запустити знову
jobs-discard = Прибрати
jobs-stopping = зупиняється…
jobs-left = Лишилося приблизно { $time }. Сторінку можна закрити.
jobs-may-leave = Сторінку можна закрити.
jobs-ended = завершено
jobs-started = з
jobs-due = призначено на
jobs-created = поставлено
jobs-attempts = { $count ->
    [one] { $count } спроба
    [few] { $count } спроби
   *[other] { $count } спроб
 }
jobs-error = Що пішло не так
jobs-import = Імпорт «{ $file }»
jobs-trial = Перевірка імпорту «{ $file }»
jobs-undo = Скасування імпорту «{ $file }»
jobs-kind-files = Видалення файлів старих імпортів
jobs-kind-sign-ins = Видалення сеансів і посилань, строк яких вийшов
jobs-kind-tune = Оновлення статистики для швидких списків
jobs-kind-webhook = Вебхук
settings-webhooks = Вебхуки
settings-webhooks-about = Повідомлення про зміни іншим програмам
webhooks-about = Коли записи змінюються, Relata надсилає на ці адреси підписане повідомлення. Одержувач дізнається лише те, що бачите ви.
webhooks-none = Вебхуків поки немає.
webhooks-new = Новий вебхук
webhooks-one = Вебхук
webhooks-create = Створити
webhooks-url = Адреса одержувача
webhooks-url-help = Починається з https:// і доступна з інтернету.
webhooks-url-help-any = Починається з https:// або http://. Адреси вашої мережі дозволено.
webhooks-url-wrong = Туди повідомлення надсилати не можна. Введіть адресу в інтернеті, починаючи з https://.
webhooks-entity = Записи
webhooks-entity-all = Усі записи
webhooks-entity-wrong = Таких записів немає. Виберіть зі списку.
webhooks-events = Події
webhooks-events-wrong = Виберіть принаймні одну подію.
webhooks-event-created = створення
webhooks-event-changed = зміна
webhooks-event-deleted = видалення
webhooks-filter = Лише якщо
webhooks-filter-help = Умова на FEEL для запису, наприклад { $example }.
webhooks-filter-wrong = Для цих записів така умова не підходить. Виберіть один вид записів і перевірте написання.
webhooks-active = Повідомлення надсилаються
webhooks-off = Вимкнено
webhooks-enable = Увімкнути
webhooks-disable = Вимкнути
webhooks-secret = Секрет
webhooks-secret-about = За ним одержувач перевіряє підпис. Секрет показано лише зараз: скопіюйте його.
webhooks-rotate = Зробити новий секрет
webhooks-rotate-about = Після заміни попередній секрет підписує повідомлення ще добу, щоб одержувач устиг перейти на новий.
webhooks-remove = Видалити вебхук
webhooks-deliveries = Повідомлення
webhooks-deliveries-about = За останні 30 днів, нові зверху.
webhooks-deliveries-none = Поки нічого не надіслано.
webhooks-earlier = Давніші
webhooks-waiting = очікує
webhooks-delivered = доставлено
webhooks-failed = не доставлено
webhooks-message = Що надіслано
webhooks-replay = Надіслати знову
webhooks-done-enabled = Вебхук увімкнено.
webhooks-done-disabled = Вебхук вимкнено.
webhooks-done-replayed = Повідомлення буде надіслано знову.
