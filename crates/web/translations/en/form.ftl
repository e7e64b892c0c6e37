required = Required
currency = Currency
cell-hint-save = save
cell-hint-cancel = cancel
password-reveal = Show the password
address-street = Street and house
address-city = City
address-region = Region
address-postal-code = Postal code
address-country = Country
lookup-placeholder = Type to search
lookup-none = Nothing found
lookup-more = Type more to narrow it down
lookup-create = Create a new one…
lookup-clear = Clear
rating-none = No rating
rich-tools = Text formatting
rich-bold = Bold
rich-italic = Italic
rich-underline = Underlined
rich-list = List
rich-ordered = Numbered list
rich-link = Link
rich-plain = Remove formatting
rich-link-prompt = Address of the link
upload-one = Choose or drop a file
upload-send = Upload
upload-progress = Upload progress
uploaded = Uploaded
too-large = The file is too large for this server.
characters = %n characters, of at most %m
passkey-failed = The passkey was not accepted. Try again or use your password.
passkey-missing = This browser has no passkeys.
steps-label = Steps
form-errors =
    { $count ->
        [one] One field needs attention.
       *[other] { $count } fields need attention.
    }
rating-of = { $value } of { $most } stars
date-placeholder = dd.mm.yyyy
date-time-placeholder = dd.mm.yyyy hh:mm
date-pick = Open the calendar
