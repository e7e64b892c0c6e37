# Sign-in, passwords, tokens, roles.

identity-sign-in-wrong = The e-mail address or the password is wrong.
identity-sign-in-disabled = This account is disabled. Ask your administrator.
identity-throttled = Too many attempts. Please wait a little and try again.
identity-challenge-over = This took too long or was used already. Please begin again.
identity-code-wrong = The code is wrong or was used already.

identity-email-invalid = This is not an e-mail address.
identity-email-taken = Another user signs in with this e-mail address.

identity-password-weak = This password cannot be used.
identity-password-too-short = Use at least 10 characters.
identity-password-too-long = Use at most 256 characters.
identity-password-like-email = Choose a password that differs from your e-mail address.
identity-password-common = This password is among the first that are guessed. Choose another one.
identity-password-unchanged = This is your present password. Choose another one.
identity-password-wrong = The present password is wrong.

identity-account-missing = This user has no account.
identity-session-missing = This session has ended already.
identity-token-missing = This token does not exist any more.
identity-link-spent = This link is over or was used already. Ask your administrator for a new one.

identity-passkey-missing = This passkey does not exist any more.
identity-passkey-refused = The passkey was not accepted. Please try again.
identity-passkeys-unavailable = Passkeys need an address with a host name and https.

identity-last-administrator = This is the last administrator. Give the role to somebody else first.
identity-role-invalid = This is not the name of a role.
identity-name-invalid = Give it a name of at most 100 characters.
identity-expiry-invalid = Choose an end that lies in the future.
identity-second-factor-on = The second factor is on already. Turn it off first.
identity-passkeys-many = No more passkeys can be added. Remove one first.
