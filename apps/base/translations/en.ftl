## The app
app = Customers
    .about = Companies, people, and what is done with them

## Of every record
system-id = Record number
system-version = Version
system-created-at = Created
system-created-by = Created by
system-changed-at = Changed
system-changed-by = Changed by
system-owner = Owner
system-unit = Unit

## Units
unit = Unit
    .new = New unit
    .about = A part of the organisation: branch, department, office
    .counted = { $count ->
        [one] unit
       *[other] units
    }
unit-plural = Units
unit-name = Name
unit-code = Code
unit-parent = Part of
    .inverse = Units below
unit-head = Head
    .inverse = Units headed
unit-phone = Phone
unit-note = Note
unit-list-all = All units
unit-section-main = Unit
unit-related-users = People

## Users
user = User
    .new = New user
    .about = Somebody who works here and signs in
    .counted = { $count ->
        [one] user
       *[other] users
    }
user-plural = Users
user-name = Name
user-email = E-mail
    .help = Also the address to sign in with. Administrators change it in Settings, under Users.
user-home-unit = Unit
    .help = Rights that reach “the unit” mean this one
    .inverse = People
user-job-title = Job title
user-phone = Phone
user-manager = Reports to
    .inverse = Reports
user-language = Language
user-language-en = English
user-language-ru = Russian
user-language-uk = Ukrainian
user-time-zone = Time zone
    .placeholder = Europe/Kyiv
user-active = Active
user-photo = Photo
user-list-active = Active users
user-list-all = All users
user-section-main = Person
user-section-settings = Settings

## Companies
company = Company
    .new = New company
    .about = An organisation you do business with or compete with
    .counted = { $count ->
        [one] company
       *[other] companies
    }
company-plural = Companies
company-name = Name
company-kinds = Kind
company-kinds-customer = Customer
company-kinds-partner = Partner
company-kinds-supplier = Supplier
company-kinds-distributor = Distributor
company-kinds-competitor = Competitor
company-status = Status
company-status-prospect = Prospect
company-status-active = Active
company-status-dormant = Dormant
company-status-former = Former
company-segment = Segment
company-segment-a = A
company-segment-b = B
company-segment-c = C
company-industry = Industry
company-industry-food = Food and drink
company-industry-retail = Retail
company-industry-wholesale = Wholesale
company-industry-manufacturing = Manufacturing
company-industry-agriculture = Agriculture
company-industry-logistics = Logistics
company-industry-hospitality = Hospitality
company-industry-construction = Construction
company-industry-technology = Technology
company-industry-software = Software
company-industry-telecom = Telecommunications
company-industry-medical = Medical
company-industry-pharma = Pharmaceuticals
company-industry-finance = Finance
company-industry-services = Services
company-industry-marketing = Marketing
company-industry-entertainment = Entertainment
company-industry-employment = Employment
company-industry-education = Education
company-industry-energy = Energy
company-industry-public = Public sector
company-industry-other = Other
company-legal-name = Legal name
company-tax-number = Tax number
company-registration-number = Registration number
company-website = Website
company-email = E-mail
company-phone = Phone
company-other-phone = Other phone
company-address = Address
company-employees = Employees
company-annual-revenue = Annual revenue
company-founded = Founded
company-parent = Parent company
    .inverse = Subsidiaries
company-source = Source
company-source-website = Website
company-source-referral = Referral
company-source-fair = Trade fair
company-source-campaign = Campaign
company-source-call = Cold call
company-source-partner = Partner
company-source-import = Import
company-source-other = Other
company-language = Language
company-language-en = English
company-language-ru = Russian
company-language-uk = Ukrainian
company-language-de = German
company-language-pl = Polish
company-language-fr = French
company-language-es = Spanish
company-language-it = Italian
company-language-tr = Turkish
company-description = Description
company-logo = Logo
company-tags = Tags
    .inverse = Companies
company-rule-employees = The number of employees cannot be negative
company-rule-founded = Give the year as four digits, not in the future
company-list-all = All companies
company-list-mine = My companies
company-list-customers = Customers
company-list-suppliers = Suppliers and distributors
company-list-competitors = Competitors
company-list-dormant = Dormant
company-section-main = Company
company-section-reach = How to reach it
company-section-legal = Legal and size
company-section-about = About
company-related-positions = Worked here

## Contacts
contact = Contact
    .new = New contact
    .about = A person, who may work in several companies
    .counted = { $count ->
        [one] contact
       *[other] contacts
    }
contact-plural = Contacts
contact-name = Name
    .help = Made of given and family name unless you write it yourself
contact-given-name = Given name
contact-middle-name = Middle name
contact-family-name = Family name
contact-company = Company
    .inverse = Contacts
contact-job-title = Job title
contact-department = Department
contact-email = E-mail
contact-phone = Phone
contact-mobile = Mobile
contact-other-email = Other e-mail
contact-messenger = Messenger
    .placeholder = @name
contact-profile = Profile page
contact-address = Address
contact-birthday = Birthday
contact-language = Language
contact-language-en = English
contact-language-ru = Russian
contact-language-uk = Ukrainian
contact-language-de = German
contact-language-pl = Polish
contact-language-fr = French
contact-language-es = Spanish
contact-language-it = Italian
contact-language-tr = Turkish
contact-source = Source
contact-source-website = Website
contact-source-referral = Referral
contact-source-fair = Trade fair
contact-source-campaign = Campaign
contact-source-call = Cold call
contact-source-partner = Partner
contact-source-import = Import
contact-source-other = Other
contact-consent = Consent to mailings
contact-consent-unknown = Not asked
contact-consent-granted = Granted
contact-consent-withdrawn = Withdrawn
contact-reports-to = Reports to
    .inverse = Reports
contact-description = Description
contact-photo = Photo
contact-tags = Tags
    .inverse = Contacts
contact-positions = Positions
contact-rule-birthday = The birthday cannot be in the future
contact-list-all = All contacts
contact-list-mine = My contacts
contact-list-without-company = Without a company
contact-list-consent = May be written to
contact-section-main = Person
contact-section-reach = How to reach them
contact-section-positions = Positions
contact-section-about = About

## Positions
position = Position
    .new = New position
    .counted = { $count ->
        [one] position
       *[other] positions
    }
position-plural = Positions
position-contact = Contact
position-company = Company
position-job-title = Job title
position-department = Department
position-influence = Influence
position-influence-decides = Decides
position-influence-advises = Advises
position-influence-uses = Uses
position-influence-buys = Buys
position-influence-gatekeeper = Keeps the gate
position-since = Since
position-until = Until
position-main = Main
position-rule-until = The end cannot be before the beginning

## Addresses
address = Address
    .new = New address
    .counted = { $count ->
        [one] address
       *[other] addresses
    }
address-plural = Addresses
address-name = Name
address-party = Whose
    .inverse = Addresses
address-kind = Kind
address-kind-office = Office
address-kind-legal = Registered
address-kind-billing = Billing
address-kind-delivery = Delivery
address-kind-plant = Plant
address-kind-home = Home
address-address = Address
address-phone = Phone
address-note = Note

## Activities
activity = Activity
    .new = New activity
    .about = A task, call, meeting or note
    .counted = { $count ->
        [one] activity
       *[other] activities
    }
activity-plural = Activities
activity-subject = Subject
activity-kind = Kind
activity-kind-task = Task
activity-kind-call = Call
activity-kind-meeting = Meeting
activity-kind-note = Note
activity-status = Status
activity-status-open = Open
activity-status-done = Done
activity-status-cancelled = Cancelled
activity-priority = Priority
activity-priority-low = Low
activity-priority-normal = Normal
activity-priority-high = High
activity-starts-at = Starts
activity-due = Due
activity-done-at = Done
activity-duration = Duration
activity-direction = Direction
activity-direction-outgoing = Outgoing
activity-direction-incoming = Incoming
activity-outcome = Outcome
activity-outcome-reached = Reached
activity-outcome-no-answer = No answer
activity-outcome-callback = Call back
activity-outcome-agreed = Agreed
activity-outcome-postponed = Postponed
activity-outcome-refused = Refused
activity-result = Result
activity-location = Place
activity-regarding = Regarding
    .inverse = Activities
activity-company = Company
activity-contact = Contact
activity-participants = Colleagues
activity-contacts = Guests
activity-description = Description
activity-rule-due = It cannot be due before it starts
activity-list-open = Open
activity-list-mine = My open activities
activity-list-overdue = Overdue
activity-list-today = Today
activity-list-meetings = Meetings
activity-list-done = Done
activity-list-all = All activities
activity-section-main = Activity
activity-section-who = With whom
activity-section-result = Result
activity-section-about = Description

## Tags
tag = Tag
    .new = New tag
    .counted = { $count ->
        [one] tag
       *[other] tags
    }
tag-plural = Tags
tag-name = Name
tag-hue = Colour
tag-hue-blue = Blue
tag-hue-sky = Sky
tag-hue-teal = Teal
tag-hue-green = Green
tag-hue-lime = Lime
tag-hue-amber = Amber
tag-hue-orange = Orange
tag-hue-red = Red
tag-hue-pink = Pink
tag-hue-violet = Violet
tag-description = Description

## Files
file = File
    .new = New file
    .counted = { $count ->
        [one] file
       *[other] files
    }
file-plural = Files
file-name = Name
file-about = Belongs to
    .inverse = Files
file-media-type = Type
file-size = Size, bytes
file-sha256 = Checksum
file-description = Description
file-list-all = All files

## Comments
comment = Comment
    .new = New comment
    .counted = { $count ->
        [one] comment
       *[other] comments
    }
comment-plural = Comments
comment-text = Text
comment-about = About
    .inverse = Comments
comment-reply-to = In reply to
    .inverse = Replies
comment-mentions = Mentioned

## Currencies
currency = Currency
    .new = New currency
    .counted = { $count ->
        [one] currency
       *[other] currencies
    }
currency-plural = Currencies
currency-code = Code
    .help = Three letters, as in ISO 4217
    .placeholder = EUR
currency-name = Name
currency-symbol = Symbol
currency-digits = Decimals
currency-active = In use
currency-rates = Exchange rates
currency-rule-code = A currency code is three capital Latin letters
currency-rule-digits = A currency has 0 to 4 decimals
currency-list-all = All currencies
currency-section-main = Currency
currency-section-rates = Exchange rates

## Exchange rates
exchange-rate = Exchange rate
    .new = New exchange rate
    .counted = { $count ->
        [one] exchange rate
       *[other] exchange rates
    }
exchange-rate-plural = Exchange rates
exchange-rate-currency = Currency
exchange-rate-date = From
exchange-rate-rate = Rate
    .help = How much of the base currency one unit is worth
exchange-rate-rule-rate = A rate must be above zero
exchange-rate-list-all = All rates

## Saved views
saved-view = Saved view
    .new = New view
saved-view-plural = Saved views
saved-view-name = Name
saved-view-entity = List
saved-view-settings = Settings
saved-view-shared = For everyone
saved-view-place = Position

## Roles
role-administrator = Administrator
    .about = May do everything
role-auditor = Auditor
    .about = Reads everything, changes nothing
role-observer = Observer
    .about = Reads only what is their own
