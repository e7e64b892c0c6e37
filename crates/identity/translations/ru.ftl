# Вход, пароли, токены, роли.

identity-sign-in-wrong = Неверный адрес электронной почты или пароль.
identity-sign-in-disabled = Учётная запись отключена. Обратитесь к администратору.
identity-throttled = Слишком много попыток. Подождите немного и попробуйте снова.
identity-challenge-over = Время вышло, или этот шаг уже выполнен. Начните сначала.
identity-code-wrong = Код неверен или уже использован.

identity-email-invalid = Это не адрес электронной почты.
identity-email-taken = С этим адресом уже входит другой пользователь.

identity-password-weak = Такой пароль использовать нельзя.
identity-password-too-short = Нужно не меньше 10 символов.
identity-password-too-long = Нужно не больше 256 символов.
identity-password-like-email = Выберите пароль, не похожий на ваш адрес электронной почты.
identity-password-common = Этот пароль угадывают одним из первых. Выберите другой.
identity-password-unchanged = Это ваш нынешний пароль. Выберите другой.
identity-password-wrong = Нынешний пароль указан неверно.

identity-account-missing = У этого пользователя нет учётной записи.
identity-session-missing = Этот сеанс уже завершён.
identity-token-missing = Такого токена больше нет.
identity-link-spent = Срок ссылки истёк, или она уже использована. Попросите у администратора новую.

identity-passkey-missing = Такого ключа доступа больше нет.
identity-passkey-refused = Ключ доступа не принят. Попробуйте ещё раз.
identity-passkeys-unavailable = Для ключей доступа нужен адрес с именем узла и https.

identity-last-administrator = Это последний администратор. Сначала дайте эту роль кому-нибудь ещё.
identity-role-invalid = Это не имя роли.
identity-name-invalid = Дайте имя не длиннее 100 символов.
identity-expiry-invalid = Выберите срок в будущем.
identity-second-factor-on = Второй фактор уже включён. Сначала отключите его.
identity-passkeys-many = Больше ключей доступа добавить нельзя. Сначала удалите один.
