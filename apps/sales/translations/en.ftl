## The app
app = Sales
    .about = From the first interest to the signed order

## Deals
deal = Deal
    .new = New deal
    .about = Something that may be sold, and how far it has come
    .counted = { $count ->
        [one] deal
       *[other] deals
    }
deal-plural = Deals
deal-name = Name
deal-reference = Number
deal-company = Company
    .inverse = Deals
deal-contact = Contact
    .inverse = Deals
deal-pipeline = Pipeline
    .inverse = Deals
deal-stage = Stage
    .inverse = Deals
deal-state = State
deal-state-open = Open
deal-state-won = Won
deal-state-lost = Lost
deal-amount = Amount
    .help = Follows the line items as soon as there are any
deal-total = Total of line items
deal-probability = Probability
    .help = Comes with the stage; you may change it
deal-weighted = Weighted amount
deal-close-date = Expected close
deal-closed-on = Closed on
deal-opened-on = Opened on
deal-next-step = Next step
deal-next-step-on = Next step on
deal-forecast = Forecast
deal-forecast-pipeline = Pipeline
deal-forecast-best-case = Best case
deal-forecast-commit = Commit
deal-forecast-closed = Closed
deal-forecast-omitted = Omitted
deal-kind = Kind
deal-kind-new-business = New business
deal-kind-expansion = Expansion
deal-kind-renewal = Renewal
deal-kind-service = Service
deal-source = Source
deal-source-website = Website
deal-source-referral = Referral
deal-source-fair = Trade fair
deal-source-campaign = Campaign
deal-source-call = Cold call
deal-source-partner = Partner
deal-source-import = Import
deal-source-other = Other
deal-product = Main product
deal-loss-reason = Loss reason
deal-loss-note = What happened
deal-competitors = Competitors
    .inverse = Deals competed for
deal-team = Team
deal-territory = Territory
deal-price-list = Price list
deal-lead = From lead
deal-lines = Line items
deal-description = Description
deal-tags = Tags
    .inverse = Deals
deal-rule-lost-reason = Tell us why the deal was lost
deal-rule-amount = The amount cannot be negative
deal-rule-probability = The probability is between 0 and 100 %
deal-rule-stage = This stage belongs to another pipeline
deal-rule-total = The line items add up to another amount
deal-rule-close-date = The expected close has passed: move it or close the deal
deal-list-open = Open deals
deal-list-mine = My deals
deal-list-this-month = Closing this month
deal-list-overdue = Overdue
deal-list-no-next-step = Without a next step
deal-list-won = Won
deal-list-lost = Lost
deal-list-all = All deals
deal-section-main = Deal
deal-section-next = Next step
deal-section-lines = Line items
deal-section-details = Details
deal-section-outcome = Outcome

## Line items
deal-line = Line item
    .new = New line item
    .counted = { $count ->
        [one] line item
       *[other] line items
    }
deal-line-plural = Line items
deal-line-deal = Deal
deal-line-place = Position
deal-line-product = Product
deal-line-name = Description
deal-line-quantity = Quantity
deal-line-unit-price = Unit price
deal-line-discount = Discount
deal-line-total = Total
deal-line-rule-quantity = The quantity must be above zero
deal-line-rule-discount = The discount is between 0 and 100 %

## Leads
lead = Lead
    .new = New lead
    .about = Somebody's interest that is not yet a deal
    .counted = { $count ->
        [one] lead
       *[other] leads
    }
lead-plural = Leads
lead-name = Name
lead-status = Status
lead-status-new = New
lead-status-contacted = Contacted
lead-status-qualified = Qualified
lead-status-converted = Converted
lead-status-unqualified = Unqualified
lead-rating = Rating
lead-rating-hot = Hot
lead-rating-warm = Warm
lead-rating-cold = Cold
lead-source = Source
lead-source-website = Website
lead-source-referral = Referral
lead-source-fair = Trade fair
lead-source-campaign = Campaign
lead-source-call = Cold call
lead-source-partner = Partner
lead-source-import = Import
lead-source-other = Other
lead-company-name = Company name
lead-contact-name = Contact person
lead-job-title = Job title
lead-email = E-mail
lead-phone = Phone
lead-website = Website
lead-address = Address
lead-industry = Industry
lead-industry-food = Food and drink
lead-industry-retail = Retail
lead-industry-wholesale = Wholesale
lead-industry-manufacturing = Manufacturing
lead-industry-agriculture = Agriculture
lead-industry-logistics = Logistics
lead-industry-hospitality = Hospitality
lead-industry-construction = Construction
lead-industry-technology = Technology
lead-industry-software = Software
lead-industry-telecom = Telecommunications
lead-industry-medical = Medical
lead-industry-pharma = Pharmaceuticals
lead-industry-finance = Finance
lead-industry-services = Services
lead-industry-marketing = Marketing
lead-industry-entertainment = Entertainment
lead-industry-employment = Employment
lead-industry-education = Education
lead-industry-energy = Energy
lead-industry-public = Public sector
lead-industry-other = Other
lead-budget = Budget
lead-interest = Interested in
lead-next-step = Next step
lead-next-step-on = Next step on
lead-refusal = Reason
lead-team = Team
lead-territory = Territory
lead-company = Company
    .inverse = Leads
lead-contact = Contact
    .inverse = Leads
lead-deal = Deal
lead-converted-at = Converted
lead-tags = Tags
    .inverse = Leads
lead-rule-refusal = Tell us why the lead does not fit
lead-rule-reach = Without an e-mail, phone or website nobody can be reached
lead-list-open = Open leads
lead-list-mine = My leads
lead-list-hot = Hot leads
lead-list-converted = Converted
lead-list-unqualified = Unqualified
lead-section-main = Lead
lead-section-reach = Who and where
lead-section-interest = Interest
lead-section-converted = Became
conversion-lead = Convert lead

## Pipelines and stages
pipeline = Pipeline
    .new = New pipeline
    .counted = { $count ->
        [one] pipeline
       *[other] pipelines
    }
pipeline-plural = Pipelines
pipeline-name = Name
pipeline-place = Position
pipeline-active = In use
pipeline-description = Description
pipeline-stages = Stages
pipeline-list-all = All pipelines
pipeline-section-main = Pipeline
pipeline-section-stages = Stages
stage = Stage
    .new = New stage
    .counted = { $count ->
        [one] stage
       *[other] stages
    }
stage-plural = Stages
stage-name = Name
stage-pipeline = Pipeline
stage-place = Position
stage-kind = Means
stage-kind-open = Open
stage-kind-won = Won
stage-kind-lost = Lost
stage-probability = Probability
stage-hue = Colour
stage-hue-blue = Blue
stage-hue-sky = Sky
stage-hue-teal = Teal
stage-hue-green = Green
stage-hue-lime = Lime
stage-hue-amber = Amber
stage-hue-orange = Orange
stage-hue-red = Red
stage-hue-pink = Pink
stage-hue-violet = Violet
stage-idle-days = Idle after, days
    .help = A deal without activity for so long is marked
stage-rule-probability = The probability is between 0 and 100 %
stage-list-all = All stages

## Loss reasons
loss-reason = Loss reason
    .new = New loss reason
    .counted = { $count ->
        [one] loss reason
       *[other] loss reasons
    }
loss-reason-plural = Loss reasons
loss-reason-name = Name
loss-reason-place = Position
loss-reason-active = In use

## Products and prices
product = Product
    .new = New product
    .about = Goods, services and subscriptions that are sold
    .counted = { $count ->
        [one] product
       *[other] products
    }
product-plural = Products
product-name = Name
product-code = Code
product-category = Category
product-kind = Kind
product-kind-goods = Goods
product-kind-service = Service
product-kind-subscription = Subscription
product-measure = Unit of measure
product-measure-piece = Piece
product-measure-set = Set
product-measure-metre = Metre
product-measure-kilogram = Kilogram
product-measure-litre = Litre
product-measure-hour = Hour
product-measure-day = Day
product-measure-month = Month
product-measure-year = Year
product-price = Price
product-cost = Cost
product-margin = Margin
product-tax = Tax
product-active = On sale
product-description = Description
product-photo = Photo
product-tags = Tags
    .inverse = Products
product-rule-price = The price cannot be negative
product-list-active = On sale
product-list-all = All products
product-section-main = Product
product-section-money = Price and cost
product-section-about = About
price-list = Price list
    .new = New price list
    .counted = { $count ->
        [one] price list
       *[other] price lists
    }
price-list-plural = Price lists
price-list-name = Name
price-list-valid-from = Valid from
price-list-valid-until = Valid until
price-list-active = In use
price-list-prices = Prices
price-list-rule-valid-until = The end cannot be before the beginning
price = Price
    .new = New price
    .counted = { $count ->
        [one] price
       *[other] prices
    }
price-plural = Prices
price-price-list = Price list
price-product = Product
price-price = Price

## Teams and territories
team = Team
    .new = New team
    .counted = { $count ->
        [one] team
       *[other] teams
    }
team-plural = Teams
team-name = Name
team-leader = Leader
team-members = Members
    .inverse = Teams
team-territory = Territory
team-open-amount = Open deals, amount
team-list-all = All teams
team-section-main = Team
territory = Territory
    .new = New territory
    .counted = { $count ->
        [one] territory
       *[other] territories
    }
territory-plural = Territories
territory-name = Name
territory-parent = Part of
    .inverse = Territories below
territory-manager = Manager
territory-countries = Countries
territory-description = Description
territory-list-all = All territories
territory-section-main = Territory

## Plans
plan = Plan
    .new = New plan
    .about = What a person, team or product is to bring in a period
    .counted = { $count ->
        [one] plan
       *[other] plans
    }
plan-plural = Plans
plan-name = Name
plan-period = Period
plan-period-month = Month
plan-period-quarter = Quarter
plan-period-half-year = Half-year
plan-period-year = Year
plan-starts = From
plan-ends = To
plan-user = Person
plan-team = Team
plan-territory = Territory
plan-product = Product
plan-target = Target
plan-target-deals = Target, deals
plan-note = Note
plan-rule-ends = The end cannot be before the beginning
plan-rule-target = The target must be above zero
plan-list-all = All plans
plan-list-current = Current
plan-section-main = Period and target
plan-section-whose = Whose
plan-section-about = Note

## Roles
role-sales-director = Sales director
    .about = All of sales, in every unit
role-sales-manager = Sales manager
    .about = The own unit and everything below it
role-sales-rep = Sales representative
    .about = Own deals and leads; reads the customers of the unit
role-marketing = Marketing
    .about = Leads and contacts of all units
role-service = Customer service
    .about = Customers and what was sold to them
