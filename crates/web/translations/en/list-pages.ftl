list-import = Import
list-changed = View changed
list-save-view = Save view
list-export-csv = Export as CSV
list-export-xlsx = Export as XLSX
list-export-lines-csv = Export with line items as CSV
list-export-lines-xlsx = Export with line items as XLSX
list-save-as = Save as a view…
list-edit-view = Rename or share…
list-delete-view = Delete this view
list-start-view = Start with this view
list-start-view-done = From now on the list opens with “{ $view }”.
list-deleted = Deleted records
list-sorted-by = Sorted by { $field }
list-empty = Nothing here yet
list-empty-view = No record fits this view at the moment.
list-nothing-found = Nothing found
list-nothing-found-text = No record fits the filter and the words you look for.
list-show-all = Show all
list-filter-wrong = The filter cannot be applied
list-filter-broken = The address holds a filter that cannot be read.
list-filter-field = There is no field { $field }, or it is not yours to see.
list-filter-op = “{ $field }” cannot be compared in this way.
list-filter-missing = “{ $field }” needs a value.
list-filter-number = “{ $field }”: { $value } is not a number.
list-filter-date = “{ $field }”: { $value } is not a date.
list-filter-period = “{ $field }”: { $value } is not a period.
list-filter-duration = “{ $field }”: { $value } is not a length of time; write 1:30 for an hour and a half.
list-filter-choice = “{ $field }” has no choice { $value }.
list-filter-record = “{ $field }”: pick a record from the list.
list-edit-filter = Edit the filter
list-next-days =
    { $count ->
        [one] the next { $count } day
       *[other] the next { $count } days
    }
list-last-days =
    { $count ->
        [one] the last { $count } day
       *[other] the last { $count } days
    }
list-view-title = Save the view
list-view-name = Name
list-view-name-wrong = Give the view a name of at most { $most } letters.
list-view-shared = For everyone
list-view-shared-help = Others see the view, each with the records they may read.
list-view-over = Replace the present view
list-bulk-change = Change…
list-bulk-owner = Owner…
list-bulk-field = Field
list-bulk-title =
    { $count ->
        [one] Change { $count } record
       *[other] Change { $count } records
    }
list-bulk-title-all = Change all records of the list
list-bulk-owner-title = A new owner
list-bulk-apply = Change
list-bulk-none = No records were selected, or more than 10,000.
list-bulk-changed =
    { $count ->
        [one] { $count } record changed.
       *[other] { $count } records changed.
    }
list-bulk-deleted =
    { $count ->
        [one] { $count } record deleted.
       *[other] { $count } records deleted.
    }
list-bulk-refused =
    { $count ->
        [one] { $count } record stayed as it was.
       *[other] { $count } records stayed as they were.
    }
list-bulk-nothing-changed = Nothing was changed.
list-bulk-nothing-deleted = Nothing was deleted
list-bulk-reason =
    { $count ->
        [one] { $count } record: { $why }
       *[other] { $count } records: { $why }
    }
list-bulk-more-refused =
    { $count ->
        [one] And { $count } more record.
       *[other] And { $count } more records.
    }
list-bulk-forbidden = You may not do this.
list-bulk-gone = Deleted meanwhile.
search-title = Search
search-everything = Search everything
search-begin = What are you looking for?
search-begin-text = Beginnings of words are enough. Typing errors and the other alphabet are understood.
search-nothing = Nothing found for “{ $words }”
search-nothing-text = Try fewer words or only their beginnings.
search-in-list = Show in the list
home-title = Hello, { $name }
home-due = Due
home-due-none = Nothing is due. Well done.
home-all = Show all
home-recent = You worked on
home-recent-none = What you create and change appears here.
home-places = Everything
favourites = Favourites
favourite = Favourite
favourite-add = Add to favourites
favourite-remove = Remove from favourites
list-batch-unknown = changes of before
