# Вхід, паролі, токени, ролі.

identity-sign-in-wrong = Неправильна адреса електронної пошти або пароль.
identity-sign-in-disabled = Обліковий запис вимкнено. Зверніться до адміністратора.
identity-throttled = Забагато спроб. Зачекайте трохи й спробуйте знову.
identity-challenge-over = Час минув, або цей крок уже виконано. Почніть спочатку.
identity-code-wrong = Код неправильний або вже використаний.

identity-email-invalid = Це не адреса електронної пошти.
identity-email-taken = З цією адресою вже входить інший користувач.

identity-password-weak = Такий пароль використати не можна.
identity-password-too-short = Потрібно щонайменше 10 символів.
identity-password-too-long = Потрібно щонайбільше 256 символів.
identity-password-like-email = Оберіть пароль, не схожий на вашу адресу електронної пошти.
identity-password-common = Цей пароль вгадують одним із перших. Оберіть інший.
identity-password-unchanged = Це ваш теперішній пароль. Оберіть інший.
identity-password-wrong = Теперішній пароль указано неправильно.

identity-account-missing = У цього користувача немає облікового запису.
identity-session-missing = Цей сеанс уже завершено.
identity-token-missing = Такого токена більше немає.
identity-link-spent = Термін посилання минув, або його вже використано. Попросіть в адміністратора нове.

identity-passkey-missing = Такого ключа доступу більше немає.
identity-passkey-refused = Ключ доступу не прийнято. Спробуйте ще раз.
identity-passkeys-unavailable = Для ключів доступу потрібна адреса з іменем вузла та https.

identity-last-administrator = Це останній адміністратор. Спершу дайте цю роль комусь іншому.
identity-role-invalid = Це не ім'я ролі.
identity-name-invalid = Дайте ім'я, не довше за 100 символів.
identity-expiry-invalid = Оберіть термін у майбутньому.
identity-second-factor-on = Другий фактор уже ввімкнено. Спершу вимкніть його.
identity-passkeys-many = Більше ключів доступу додати не можна. Спершу видаліть один.
