# Settings, users, units, roles, jobs.
copy = Copy
settings-own = Yours
settings-administration = Administration
settings-work = Data and work
settings-profile = Profile
settings-profile-about = Name, phone, language, time zone, how pages look
settings-security = Security
settings-security-about = Password, second factor, passkeys, where you are signed in
settings-tokens = API tokens
settings-tokens-about = Keys for programs that work in your name
settings-users = Users
settings-users-about = Who works here, with which roles; invitations
settings-units = Units
settings-units-about = Branches, departments and teams as a tree
settings-roles = Roles
settings-roles-about = Who may see and do what
settings-installation = Installation
settings-installation-about = Name, base currency, country, language; second factor; backups
settings-import-about = Bring records in from a spreadsheet, and take an import back
settings-jobs-about = Long work: what waits, runs, failed
settings-zone-unknown = There is no such time zone. Choose one from the list, such as Europe/Kyiv.
settings-done-saved = Saved.
settings-done-password = The password is changed. You are signed out everywhere else.
settings-done-ended = Signed out there.
settings-done-removed = Removed.
settings-done-factor-off = The app is removed.
settings-done-app = The app is set up.
settings-done-factors-reset = App, passkeys and recovery codes are forgotten: the password alone is asked for.
settings-done-required = The second factor is required now.
settings-done-optional = The second factor is left to everybody now.
settings-done-passkey = The passkey is registered.
settings-done-revoked = The token no longer works.
settings-done-disabled = The user can no longer sign in.
settings-done-enabled = The user can sign in again.
settings-done-created = Created.
settings-done-deleted = Deleted.

profile-person = Person
profile-name = Name
profile-job-title = Job title
profile-phone = Phone
profile-email = E-mail
profile-email-help = You sign in with it. An administrator can change it.
profile-region = Language and time
profile-zone = Time zone
profile-zone-help = As in Europe/Kyiv. Empty means that of the installation.
profile-look = How pages look
profile-look-about = Kept by this browser alone.

security-password-since = Set on { $date }.
security-password-none = No password is set.
security-password-ends = You will be signed out everywhere else.
security-sessions = Where you are signed in
security-sessions-about = If you do not know one of these, sign it out and change your password.
security-end = Sign out
security-end-others = Sign out everywhere else
security-this-device = this device
security-two-factors = two factors
security-since = since { $date }
security-seen = last seen
security-device-unknown = Unknown device

factor-title = Second factor
factor-about = After the password, a passkey or a code of an app on your phone. A stolen password alone is then worth nothing.
factor-on = on
factor-off = off
factor-codes-left = { $count ->
    [0] No recovery codes are left: make new ones.
    [one] { $count } recovery code is left.
   *[other] { $count } recovery codes are left.
 }
factor-change = New recovery codes, or remove the app…
factor-change-codes = Set up an app, or new recovery codes…
factor-required = It is required here: whoever removes the last one sets up another before going on.
factor-enrol = Set up an app…
factor-renew = New recovery codes
factor-turn-off = Remove the app
factor-enrol-title = Set up an authenticator app
factor-step-app = Scan this picture with an authenticator app.
factor-qr = QR code for the authenticator app
factor-step-key = Or type this key into it:
factor-open-app = Open the app
factor-step-code = Type the six digits that it shows.
factor-turn-on = Turn on
factor-codes-title = Recovery codes
factor-codes-about = Each works once, when the app and the passkeys are not at hand. Keep them where you will find them without your phone. They are not shown again.
factor-codes-kept = I have kept them

passkeys-title = Passkeys
passkeys-about = Sign in by fingerprint, face or a security key: without a password, or as the second step after it.
passkeys-none = No passkeys yet.
passkeys-name = Name of the passkey
passkeys-name-help = So that you know it again: “Work laptop”. Empty: the name of this browser.
passkeys-add = Register a passkey
passkeys-since = since { $date }
passkeys-used = last used
passkeys-remove = Remove…

tokens-about = A token acts as you and never beyond what you may do. Programs send it as a bearer token, or as the password of Basic.
tokens-none = No tokens yet.
tokens-new = New token
tokens-name = What is it for?
tokens-name-help = “Power BI report”, “Web shop”
tokens-lasts = Valid for
tokens-days = { $count ->
    [one] { $count } day
   *[other] { $count } days
 }
tokens-never = no end
tokens-roles = Roles
tokens-roles-help = A token can do less than you, never more.
tokens-roles-all = All roles I have
tokens-roles-some = Only these:
tokens-roles-none = Tick at least one role.
tokens-read-only = Read only
tokens-read-only-help = It can look, and change nothing.
tokens-entities = Records it may touch
tokens-entities-help = Nothing ticked means all that the roles allow.
tokens-entities-limit = Limit it to some kinds of records…
tokens-present-help = Because a token outlives this session.
tokens-create = Create the token
tokens-made = Your new token
tokens-made-about = Copy it now: it is not shown again.
tokens-revoke = Revoke
tokens-over = over
tokens-since = made on { $date }
tokens-until = valid until { $date }
tokens-forever = no end
tokens-used = last used
tokens-unused = never used

users-about = Everybody with a record of a user; those with an account can sign in.
users-none = Nobody is found.
users-invite = Invite
users-invite-another = Invite another
users-open = Open the user
users-unit = Unit
users-roles = Roles
users-roles-help = Several roles add up: a user may do what any of them allows. Without a role a user sees nothing.
users-seen = last seen
users-active = active
users-invited = invited
users-disabled = disabled
users-no-account = no account
users-no-account-about = This person has no account and cannot sign in. An invitation makes one.
users-record = Open the record
users-access = Signing in
users-password-none = No password yet: the invitation is open, or over.
users-email-help = The user signs in with it.
users-email-save = Change
users-link-invitation = Invitation
users-link-reset = Link to set a new password
users-link-about = Hand this link on: whoever has it can set the password. It works once, until { $until }, and is not shown again.
users-link-make = Link for a new password
users-link-again = New invitation link
users-factor-off = Reset second factors
users-disable = Disable
users-disable-self = You cannot disable yourself.
users-enable = Let in again
users-end-all = Sign out everywhere
users-sessions = Where the user is signed in
users-no-sessions = Signed in nowhere.

units-about = Rights follow the tree: “unit and below” reaches from a unit down.
units-none = There are no units yet.
units-new = New unit
units-new-below = New unit below { $unit }
units-edit = Edit { $unit }
units-unit = Unit
units-code = Code
units-code-help = A short sign, such as the cost centre. May be empty.
units-parent = Part of
units-people = { $count ->
    [0] nobody
    [one] { $count } person
   *[other] { $count } people
 }
units-taken = There is a unit of this name or code here already.
units-delete = Delete this unit
units-delete-about = Only a unit without people and units below can be deleted.

roles-about = Roles of the packages can be changed: the change is kept as a layer of your own and survives upgrades.
roles-new = New role
roles-copy = Copy
roles-own = own
roles-changed = changed
roles-holders = { $count ->
    [0] nobody
    [one] { $count } user
   *[other] { $count } users
 }
roles-labels = Name
roles-label-missing = Give it a name in at least one language.
roles-name = Short name
roles-name-help = For programs: small letters, digits and _, such as key_accounts. It cannot be changed later.
roles-name-wrong = Begin with a small Latin letter; then small letters, digits and _, 50 at most.
roles-name-taken = There is a role of this short name already.
roles-rights = Rights
roles-from = Begin with the rights of
roles-from-help = Empty: the role may do nothing at first.
roles-create = Create the role
roles-all-rights = This role may do everything, and nothing can be taken from it.
roles-matrix = What { $role } may do
roles-entity = Records
roles-fields = Fields
roles-fields-of = Fields and conditions of { $entity }
roles-fields-help = A hidden field is not there for this role: neither on pages, nor in lists, searches, exports and interfaces.
roles-condition-help = A condition is an expression in FEEL over the fields of the record, and “actor” for who asks: owner.id = actor.id
roles-at-once = In force at once, for everybody who holds the role.
roles-reset = Back to the package
roles-reset-about = Removes your own changes of this role; what the package ships counts again.
roles-delete = Delete this role
roles-delete-about = Only a role that nobody holds can be deleted.
roles-held = { $count ->
    [one] { $count } user holds this role. Take it away first.
   *[other] { $count } users hold this role. Take it away first.
 }
scope-none = —
scope-own = own
scope-unit = unit
scope-unit-tree = unit and below
scope-all = all
scope-condition = on a condition
action-create = Create
action-read = Read
action-change = Change
action-assign = Assign
action-delete = Delete
action-export = Export
action-import = Import
access-hidden = hidden
access-read-only = read only
access-writable = writable

installation-name = Name
installation-name-help = Shown on every page, and in authenticator apps.
installation-name-wrong = Give it a name of at most 100 letters.
installation-currency = Base currency
installation-currency-help = Sums over several currencies are in it. When it changes, amounts and exchange rates are converted at today’s rate.
installation-currency-wrong = A currency is three letters: EUR.
installation-country = Country
installation-country-help = Phone numbers without a prefix belong to it. Two letters: UA.
installation-country-wrong = A country is two letters: UA.
installation-zone-help = For everybody who chose none, and for reports.
installation-language-help = For everybody who chose none.
installation-language-wrong = Choose one of the languages.
installation-factor = Second factor
installation-factor-about = Whoever has none sets one up before going on, in open sessions too. API tokens are not affected.
installation-factor-have = { $have } of { $all ->
    [one] { $all } person has one.
   *[other] { $all } people have one.
 }
installation-factor-required = required
installation-factor-optional = optional
installation-factor-require = Require it of everybody
installation-factor-leave = Leave it to everybody
installation-backup = Backup
installation-backup-about = Consistent, verified, and while people work. Run it on the server, with --data or --database as for serving, and keep the file elsewhere.

jobs-title = Jobs
jobs-about = Long work goes on when you leave the page, and after a restart.
jobs-none = Nothing here.
jobs-all = All
jobs-waiting = Waiting
jobs-running = Running
jobs-paused = Paused
jobs-failed = Failed
jobs-done = Done
jobs-cancelled = Cancelled
jobs-pause = Pause
jobs-resume = Resume
jobs-cancel = Cancel
jobs-again = Run again
jobs-discard = Remove
jobs-stopping = stopping…
jobs-left = About { $time } left. You may leave this page.
jobs-may-leave = You may leave this page.
jobs-ended = ended
jobs-started = since
jobs-due = due
jobs-created = queued
jobs-attempts = { $count ->
    [one] { $count } attempt
   *[other] { $count } attempts
 }
jobs-error = What went wrong
jobs-import = Import “{ $file }”
jobs-trial = Trial of the import “{ $file }”
jobs-undo = Taking the import “{ $file }” back
jobs-kind-files = Forgetting the files of old imports
jobs-kind-sign-ins = Forgetting sessions and links that are over
jobs-kind-tune = Learning how the values are spread, for quick lists
jobs-kind-webhook = Webhook
settings-webhooks = Webhooks
settings-webhooks-about = Other programs told of changes
webhooks-about = Relata sends a signed message to these addresses when records change. A receiver is told only what you may see.
webhooks-none = No webhooks yet.
webhooks-new = New webhook
webhooks-one = Webhook
webhooks-create = Create
webhooks-url = Address of the receiver
webhooks-url-help = It begins with https:// and is an address of the internet.
webhooks-url-help-any = It begins with https:// or http://. Addresses of your own network are allowed.
webhooks-url-wrong = Messages cannot be sent there. Enter an https address of the internet.
webhooks-entity = Records
webhooks-entity-all = All records
webhooks-entity-wrong = There are no such records. Choose from the list.
webhooks-events = Events
webhooks-events-wrong = Choose at least one event.
webhooks-event-created = created
webhooks-event-changed = changed
webhooks-event-deleted = deleted
webhooks-filter = Only when
webhooks-filter-help = A FEEL condition on the record, such as { $example }.
webhooks-filter-wrong = This is no condition on such records. Choose one kind of records and check the spelling.
webhooks-active = Messages are sent
webhooks-off = Off
webhooks-enable = Turn on
webhooks-disable = Turn off
webhooks-secret = Secret
webhooks-secret-about = The receiver checks the signature with it. It is shown only now: copy it.
webhooks-rotate = Make a new secret
webhooks-rotate-about = With a new secret, the present one goes on signing for a day, so that the receiver can change over.
webhooks-remove = Delete the webhook
webhooks-deliveries = Messages
webhooks-deliveries-about = The last 30 days, the newest first.
webhooks-deliveries-none = Nothing was sent yet.
webhooks-earlier = Earlier ones
webhooks-waiting = waiting
webhooks-delivered = delivered
webhooks-failed = failed
webhooks-message = What was sent
webhooks-replay = Send again
webhooks-done-enabled = The webhook is on.
webhooks-done-disabled = The webhook is off.
webhooks-done-replayed = The message will be sent again.
