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
sign-in-code-help = Шесть цифр, которые сейчас показывает приложение-аутентификатор.
sign-in-recovery = Резервный код
sign-in-recovery-help = Один из кодов, которые вы записали. Он действует один раз.
sign-in-step-passkey = Подтвердите ключом доступа, что это вы.
sign-in-by-passkey = Использовать ключ доступа
sign-in-by-app = Ввести код из приложения
sign-in-by-recovery = Ввести резервный код
sign-in-no-way = Ваш второй фактор не действует по этому адресу. Попросите администратора сбросить его.
set-up-title = Настройте второй фактор
set-up-about = Его требует ваша организация: один украденный пароль тогда ничего не даёт. Это займёт минуту.
set-up-passkey = Ключ доступа: отпечаток, лицо или аппаратный ключ
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
