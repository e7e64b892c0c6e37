views-label = Saved views
views-add = Add a view
filters-label = Filters
filter = Filter
filter-add = Condition
filter-group = Group of conditions
filter-all = All of these
filter-any = Any of these
filter-apply = Apply
filter-clear = Clear
filter-field = Field
filter-op = Comparison
filter-join = How conditions combine
op-is = is
op-is-not = is not
op-contains = contains
op-starts-with = begins with
op-between = between
op-empty = is empty
op-filled = is filled
columns = Columns
columns-find = Find a field
columns-shown = Shown: drag to reorder
columns-hidden = Hidden
columns-reset = Reset
order = Order
page-previous = Previous
page-next = Next
older = Older
pages-label = Pages
select = Select
select-page = Select all rows of this page
bulk-label = With the selected rows
bulk-selected = selected
bulk-none = Clear the selection
value-add = Add
value-none = No value
conflict-yours = Yours
conflict-theirs = Theirs
rows-count =
    { $count ->
        [one] { $count } row
       *[other] { $count } rows
    }
rows-summed = All rows together
rows-many = more than { $count } rows
bulk-everything = Select all { $count }
select-row = Select { $row }
filter-remove = Remove the filter on { $field }
filter-conditions =
    { $count ->
        [one] { $count } condition
       *[other] { $count } conditions
    }
edit-field = { $field }: edit
op-any-of = is any of
op-none-of = is none of
op-all-of = is all of
op-less = <
op-greater = >
op-at-least = ≥
op-at-most = ≤
op-within = is in
op-is-me = is me
op-below = is or is below
period-today = today
period-this-week = this week
period-last-week = last week
period-next-week = next week
period-this-month = this month
period-last-month = last month
period-next-month = next month
period-this-year = this year
period-last-30-days = the last 30 days
period-next-30-days = the next 30 days
filter-period = Period
fields-show-all = Show all { $count } fields
