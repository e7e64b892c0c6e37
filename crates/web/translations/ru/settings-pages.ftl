# Настройки, пользователи, подразделения, роли, задания.
copy = Скопировать
settings-own = Личное
settings-administration = Управление
settings-work = Данные и работа
settings-profile = Профиль
settings-profile-about = Имя, телефон, язык, часовой пояс, вид страниц
settings-security = Безопасность
settings-security-about = Пароль, второй фактор, ключи доступа, где выполнен вход
settings-tokens = Токены API
settings-tokens-about = Ключи для программ, которые работают от вашего имени
settings-users = Пользователи
settings-users-about = Кто здесь работает и с какими ролями; приглашения
settings-units = Подразделения
settings-units-about = Филиалы, отделы и группы в виде дерева
settings-roles = Роли
settings-roles-about = Кто что видит и что может делать
settings-installation = Система
settings-installation-about = Название, базовая валюта, страна, язык; второй фактор; резервные копии
settings-import-about = Перенести записи из таблицы или отменить импорт
settings-jobs-about = Долгая работа: что ждёт, выполняется, не удалось
settings-zone-unknown = Такого часового пояса нет. Выберите из списка, например Europe/Kyiv.
settings-done-saved = Сохранено.
settings-done-password = Пароль изменён. На всех остальных устройствах выполнен выход.
settings-done-ended = Там выполнен выход.
settings-done-removed = Удалено.
settings-done-factor-off = Приложение удалено.
settings-done-app = Приложение подключено.
settings-done-factors-reset = Приложение, ключи доступа и резервные коды забыты: спрашивается только пароль.
settings-done-required = Теперь второй фактор обязателен.
settings-done-optional = Теперь второй фактор — на усмотрение каждого.
settings-done-passkey = Ключ доступа зарегистрирован.
settings-done-revoked = Токен больше не действует.
settings-done-disabled = Пользователь больше не может войти.
settings-done-enabled = Пользователь снова может войти.
settings-done-created = Создано.
settings-done-deleted = Удалено.

profile-person = Человек
profile-name = Имя
profile-job-title = Должность
profile-phone = Телефон
profile-email = Эл. почта
profile-email-help = С этим адресом вы входите. Изменить его может администратор.
profile-region = Язык и время
profile-zone = Часовой пояс
profile-zone-help = Например, Europe/Kyiv. Пусто — пояс системы.
profile-look = Вид страниц
profile-look-about = Запоминает только этот браузер.

security-password-since = Задан { $date }.
security-password-none = Пароль не задан.
security-password-ends = На всех остальных устройствах будет выполнен выход.
security-sessions = Где выполнен вход
security-sessions-about = Если вы не узнаёте какое-то устройство, завершите на нём сеанс и смените пароль.
security-end = Выйти
security-end-others = Выйти на всех остальных
security-this-device = это устройство
security-two-factors = два фактора
security-since = с { $date }
security-seen = активность
security-device-unknown = Неизвестное устройство

factor-title = Второй фактор
factor-about = После пароля — ключ доступа или код из приложения на телефоне. Один украденный пароль тогда ничего не даёт.
factor-on = включён
factor-off = выключен
factor-codes-left = { $count ->
    [0] Резервных кодов не осталось: создайте новые.
    [one] Остался { $count } резервный код.
    [few] Осталось { $count } резервных кода.
   *[other] Осталось { $count } резервных кодов.
 }
factor-change = Новые резервные коды или удаление приложения…
factor-change-codes = Подключить приложение или создать новые резервные коды…
factor-required = Здесь он обязателен: удалив последний, вы сначала настроите другой.
factor-enrol = Подключить приложение…
factor-renew = Новые резервные коды
factor-turn-off = Удалить приложение
factor-enrol-title = Подключение приложения с кодами
factor-step-app = Отсканируйте картинку приложением с кодами.
factor-qr = QR-код для приложения
factor-step-key = Или введите в нём этот ключ:
factor-open-app = Открыть приложение
factor-step-code = Введите шесть цифр, которые оно показывает.
factor-turn-on = Включить
factor-codes-title = Резервные коды
factor-codes-about = Каждый действует один раз, когда под рукой нет ни приложения, ни ключей доступа. Храните их там, где найдёте без телефона. Второй раз они не показываются.
factor-codes-kept = Коды сохранены

passkeys-title = Ключи доступа
passkeys-about = Вход по отпечатку, лицу или аппаратному ключу: без пароля или вторым шагом после него.
passkeys-none = Ключей доступа пока нет.
passkeys-name = Название ключа
passkeys-name-help = Чтобы узнать его потом: «Рабочий ноутбук». Пусто — название этого браузера.
passkeys-add = Зарегистрировать ключ
passkeys-since = с { $date }
passkeys-used = использован
passkeys-remove = Удалить…

tokens-about = Токен действует от вашего имени и не может больше вас. Программы передают его как bearer-токен или как пароль Basic.
tokens-none = Токенов пока нет.
tokens-new = Новый токен
tokens-name = Для чего он?
tokens-name-help = «Отчёт Power BI», «Интернет-магазин»
tokens-lasts = Действует
tokens-days = { $count ->
    [one] { $count } день
    [few] { $count } дня
   *[other] { $count } дней
 }
tokens-never = бессрочно
tokens-roles = Роли
tokens-roles-help = Токен может меньше вас, но не больше.
tokens-roles-all = Все мои роли
tokens-roles-some = Только эти:
tokens-roles-none = Отметьте хотя бы одну роль.
tokens-read-only = Только чтение
tokens-read-only-help = Может смотреть, но ничего не меняет.
tokens-entities = Доступные записи
tokens-entities-help = Ничего не отмечено — всё, что разрешают роли.
tokens-entities-limit = Ограничить некоторыми видами записей…
tokens-present-help = Потому что токен живёт дольше этого сеанса.
tokens-create = Создать токен
tokens-made = Ваш новый токен
tokens-made-about = Скопируйте его сейчас: второй раз он не показывается.
tokens-revoke = Отозвать
tokens-over = истёк
tokens-since = создан { $date }
tokens-until = действует до { $date }
tokens-forever = бессрочный
tokens-used = использован
tokens-unused = не использовался

users-about = Все, у кого есть запись пользователя; войти может тот, у кого есть учётная запись.
users-none = Никого не нашлось.
users-invite = Пригласить
users-invite-another = Пригласить ещё
users-open = Открыть пользователя
users-unit = Подразделение
users-roles = Роли
users-roles-help = Роли складываются: можно всё, что разрешает любая из них. Без роли пользователь не видит ничего.
users-seen = активность
users-active = активен
users-invited = приглашён
users-disabled = отключён
users-no-account = без учётной записи
users-no-account-about = У этого человека нет учётной записи, и войти он не может. Приглашение её создаст.
users-record = Открыть запись
users-access = Вход
users-password-none = Пароля ещё нет: приглашение открыто или истекло.
users-email-help = С этим адресом пользователь входит.
users-email-save = Изменить
users-link-invitation = Приглашение
users-link-reset = Ссылка для нового пароля
users-link-about = Передайте эту ссылку: по ней задают пароль. Она действует один раз, до { $until }, и второй раз не показывается.
users-link-make = Ссылка для нового пароля
users-link-again = Новая ссылка-приглашение
users-factor-off = Сбросить вторые факторы
users-disable = Отключить
users-disable-self = Отключить самого себя нельзя.
users-enable = Впустить снова
users-end-all = Завершить все сеансы
users-sessions = Где выполнен вход
users-no-sessions = Нигде не выполнен вход.

units-about = Права следуют дереву: «подразделение и ниже» действует от подразделения вниз.
units-none = Подразделений пока нет.
units-new = Новое подразделение
units-new-below = Новое подразделение внутри «{ $unit }»
units-edit = Изменить «{ $unit }»
units-unit = Подразделение
units-code = Код
units-code-help = Короткое обозначение, например место затрат. Можно не заполнять.
units-parent = Входит в
units-people = { $count ->
    [0] никого
    [one] { $count } человек
    [few] { $count } человека
   *[other] { $count } человек
 }
units-taken = Подразделение с таким названием или кодом здесь уже есть.
units-delete = Удалить подразделение
units-delete-about = Удалить можно только подразделение без людей и вложенных подразделений.

roles-about = Роли из пакетов можно менять: изменение хранится отдельным слоем и переживает обновления.
roles-new = Новая роль
roles-copy = Копия
roles-own = своя
roles-changed = изменена
roles-holders = { $count ->
    [0] ни у кого
    [one] { $count } пользователь
    [few] { $count } пользователя
   *[other] { $count } пользователей
 }
roles-labels = Название
roles-label-missing = Дайте название хотя бы на одном языке.
roles-name = Короткое имя
roles-name-help = Для программ: строчные латинские буквы, цифры и _, например key_accounts. Потом не меняется.
roles-name-wrong = Начните со строчной латинской буквы; дальше буквы, цифры и _, не больше 50 знаков.
roles-name-taken = Роль с таким коротким именем уже есть.
roles-rights = Права
roles-from = Начать с прав роли
roles-from-help = Пусто — сначала роль не может ничего.
roles-create = Создать роль
roles-all-rights = Эта роль может всё, и ничего у неё нельзя отнять.
roles-matrix = Что может «{ $role }»
roles-entity = Записи
roles-fields = Поля
roles-fields-of = Поля и условия: { $entity }
roles-fields-help = Скрытого поля для этой роли нет: ни на страницах, ни в списках, поиске, выгрузке и программных интерфейсах.
roles-condition-help = Условие — выражение на FEEL над полями записи; «actor» — тот, кто спрашивает: owner.id = actor.id
roles-at-once = Действует сразу, для всех, у кого есть эта роль.
roles-reset = Вернуть как в пакете
roles-reset-about = Убирает ваши изменения этой роли; снова действует то, что в пакете.
roles-delete = Удалить роль
roles-delete-about = Удалить можно только роль, которой ни у кого нет.
roles-held = { $count ->
    [one] Эта роль есть у { $count } пользователя. Сначала заберите её.
   *[other] Эта роль есть у { $count } пользователей. Сначала заберите её.
 }
scope-none = —
scope-own = свои
scope-unit = подразделение
scope-unit-tree = подразделение и ниже
scope-all = все
scope-condition = по условию
action-create = Создание
action-read = Чтение
action-change = Изменение
action-assign = Передача
action-delete = Удаление
action-export = Экспорт
action-import = Импорт
access-hidden = скрыто
access-read-only = только чтение
access-writable = можно менять

installation-name = Название
installation-name-help = Показывается на каждой странице и в приложениях с кодами.
installation-name-wrong = Дайте название не длиннее 100 букв.
installation-currency = Базовая валюта
installation-currency-help = В ней суммы по разным валютам. При её смене суммы и курсы пересчитываются по сегодняшнему курсу.
installation-currency-wrong = Валюта — это три буквы: EUR.
installation-country = Страна
installation-country-help = К ней относятся телефоны без кода страны. Две буквы: UA.
installation-country-wrong = Страна — это две буквы: UA.
installation-zone-help = Для всех, кто не выбрал свой, и для отчётов.
installation-language-help = Для всех, кто не выбрал свой.
installation-language-wrong = Выберите один из языков.
installation-factor = Второй фактор
installation-factor-about = У кого его нет, тот сначала настроит его — и в уже открытых сеансах. На токены API это не влияет.
installation-factor-have = Настроен у { $have } из { $all ->
    [one] { $all } человека.
   *[other] { $all } человек.
 }
installation-factor-required = обязателен
installation-factor-optional = по желанию
installation-factor-require = Требовать от всех
installation-factor-leave = Оставить на усмотрение каждого
installation-backup = Резервная копия
installation-backup-about = Целостная, проверенная, без остановки работы. Запускайте на сервере с тем же --data или --database и храните файл в другом месте.

jobs-title = Задания
jobs-about = Долгая работа продолжается, когда вы уходите со страницы, и после перезапуска.
jobs-none = Здесь ничего нет.
jobs-all = Все
jobs-waiting = Ожидает
jobs-running = Выполняется
jobs-paused = Пауза
jobs-failed = Ошибка
jobs-done = Готово
jobs-cancelled = Отменено
jobs-pause = Пауза
jobs-resume = Продолжить
jobs-cancel = Отменить
jobs-again = Запустить снова
jobs-discard = Убрать
jobs-stopping = останавливается…
jobs-left = Осталось примерно { $time }. Страницу можно закрыть.
jobs-may-leave = Страницу можно закрыть.
jobs-ended = завершено
jobs-started = с
jobs-due = назначено на
jobs-created = поставлено
jobs-attempts = { $count ->
    [one] { $count } попытка
    [few] { $count } попытки
   *[other] { $count } попыток
 }
jobs-error = Что пошло не так
jobs-import = Импорт «{ $file }»
jobs-trial = Проверка импорта «{ $file }»
jobs-undo = Отмена импорта «{ $file }»
jobs-kind-files = Удаление файлов старых импортов
jobs-kind-sign-ins = Удаление истёкших сеансов и ссылок
jobs-kind-tune = Обновление статистики для быстрых списков
jobs-kind-webhook = Вебхук
settings-webhooks = Вебхуки
settings-webhooks-about = Сообщения об изменениях другим программам
webhooks-about = Когда записи меняются, Relata отправляет на эти адреса подписанное сообщение. Получатель узнаёт только то, что видите вы.
webhooks-none = Вебхуков пока нет.
webhooks-new = Новый вебхук
webhooks-one = Вебхук
webhooks-create = Создать
webhooks-url = Адрес получателя
webhooks-url-help = Начинается с https:// и доступен из интернета.
webhooks-url-help-any = Начинается с https:// или http://. Адреса вашей сети разрешены.
webhooks-url-wrong = Туда сообщения отправлять нельзя. Введите адрес в интернете, начиная с https://.
webhooks-entity = Записи
webhooks-entity-all = Все записи
webhooks-entity-wrong = Таких записей нет. Выберите из списка.
webhooks-events = События
webhooks-events-wrong = Выберите хотя бы одно событие.
webhooks-event-created = создание
webhooks-event-changed = изменение
webhooks-event-deleted = удаление
webhooks-filter = Только если
webhooks-filter-help = Условие на FEEL для записи, например { $example }.
webhooks-filter-wrong = Для этих записей такое условие не подходит. Выберите один вид записей и проверьте написание.
webhooks-active = Сообщения отправляются
webhooks-off = Выключен
webhooks-enable = Включить
webhooks-disable = Выключить
webhooks-secret = Секрет
webhooks-secret-about = По нему получатель проверяет подпись. Секрет показан только сейчас: скопируйте его.
webhooks-rotate = Сделать новый секрет
webhooks-rotate-about = После замены прежний секрет подписывает сообщения ещё сутки, чтобы получатель успел перейти на новый.
webhooks-remove = Удалить вебхук
webhooks-deliveries = Сообщения
webhooks-deliveries-about = За последние 30 дней, новые сверху.
webhooks-deliveries-none = Пока ничего не отправлено.
webhooks-earlier = Более ранние
webhooks-waiting = ожидает
webhooks-delivered = доставлено
webhooks-failed = не доставлено
webhooks-message = Что отправлено
webhooks-replay = Отправить снова
webhooks-done-enabled = Вебхук включён.
webhooks-done-disabled = Вебхук выключен.
webhooks-done-replayed = Сообщение будет отправлено снова.
