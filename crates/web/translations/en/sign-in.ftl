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
sign-in-code-help = Six digits from your authenticator app, or one of your recovery codes.
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
