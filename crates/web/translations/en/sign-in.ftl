# Signing in, and the frame.
nav-home = Home
sign-in-email = E-mail
sign-in-password = Password
sign-in-to = Sign in to { $workspace }
sign-in-demo = This is the demo company. The address and the password stand in the window it was started from.
sign-in-button = Sign in
sign-in-or = or
sign-in-passkey = Sign in with a passkey
sign-in-code = Code
sign-in-code-help = The six digits your authenticator app shows now.
sign-in-recovery = Recovery code
sign-in-recovery-help = One of the codes you wrote down. It works once.
sign-in-step-passkey = Confirm with your passkey that it is you.
sign-in-by-passkey = Use a passkey
sign-in-by-app = Use a code of the authenticator app
sign-in-by-recovery = Use a recovery code
sign-in-no-way = Your second factor cannot be used at this address. Ask your administrator to reset it.
set-up-title = Set up a second factor
set-up-about = Your organisation requires one: a stolen password alone is then worth nothing. It takes a minute.
set-up-passkey = With a passkey: fingerprint, face or a security key
sign-in-code-title = One more step
sign-in-back = Sign in as somebody else
password-present = Present password
password-new = New password
password-help = At least 10 characters. A few unrelated words make a good one.
password-title = Choose a password
password-save = Save the password
sign-in-throttled = Too many attempts. Try again in { $seconds ->
    [one] { $seconds } second
   *[other] { $seconds } seconds
 }.
