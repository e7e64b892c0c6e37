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
sign-in-code-help = Шість цифр із застосунку-автентифікатора або один із резервних кодів.
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
