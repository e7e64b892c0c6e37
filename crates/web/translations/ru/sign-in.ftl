# Signing in, and the frame.
nav-home = Главная
sign-in-email = Эл. почта
sign-in-password = Пароль
sign-in-to = Вход в { $workspace }
sign-in-demo = Это демонстрационная компания. Адрес и пароль указаны в окне, из которого она запущена.
sign-in-button = Войти
sign-in-or = или
sign-in-passkey = Войти с ключом доступа
sign-in-code = Код
sign-in-code-help = Шесть цифр из приложения-аутентификатора или один из резервных кодов.
sign-in-code-title = Ещё один шаг
sign-in-back = Войти под другим именем
password-present = Текущий пароль
password-new = Новый пароль
password-help = Не менее 10 символов. Хорошо подойдут несколько не связанных друг с другом слов.
password-title = Выберите пароль
password-save = Сохранить пароль
sign-in-throttled = Слишком много попыток. Повторите через { $seconds ->
    [one] { $seconds } секунду
    [few] { $seconds } секунды
   *[other] { $seconds } секунд
 }.
