# Signing in, and the frame.
nav-home = Головна
sign-in-email = Ел. пошта
sign-in-password = Пароль
sign-in-to = Вхід до { $workspace }
sign-in-demo = Це демонстраційна компанія. Адреса й пароль указані у вікні, з якого її запущено.
sign-in-button = Увійти
sign-in-or = або
sign-in-passkey = Увійти з ключем доступу
sign-in-code = Код
sign-in-code-help = Шість цифр, які зараз показує застосунок-автентифікатор.
sign-in-recovery = Резервний код
sign-in-recovery-help = Один із кодів, які ви записали. Він діє один раз.
sign-in-step-passkey = Підтвердьте ключем доступу, що це ви.
sign-in-by-passkey = Використати ключ доступу
sign-in-by-app = Ввести код із застосунку
sign-in-by-recovery = Ввести резервний код
sign-in-no-way = Ваш другий фактор не діє за цією адресою. Попросіть адміністратора скинути його.
set-up-title = Налаштуйте другий фактор
set-up-about = Його вимагає ваша організація: сам лише викрадений пароль тоді нічого не дає. Це забере хвилину.
set-up-passkey = Ключ доступу: відбиток, обличчя або апаратний ключ
sign-in-code-title = Ще один крок
sign-in-back = Увійти під іншим ім’ям
password-present = Поточний пароль
password-new = Новий пароль
password-help = Щонайменше 10 символів. Добре підійдуть кілька не пов’язаних між собою слів.
password-title = Оберіть пароль
password-save = Зберегти пароль
sign-in-throttled = Забагато спроб. Повторіть через { $seconds ->
    [one] { $seconds } секунду
    [few] { $seconds } секунди
   *[other] { $seconds } секунд
 }.
