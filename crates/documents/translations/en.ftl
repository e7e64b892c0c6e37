# Files that cannot be read. Every text may use { $file } (the sheet's name with it), { $row } and { $column }.
import-file-empty = The file { $file } is empty.
    .remedy = Choose a file with a header row and at least one row of data.
import-file-not-a-table = The file { $file } is not a table but something else: { $found }.
    .remedy = Save the table as CSV or XLSX and choose that file.
import-file-password = The file { $file } is protected with a password.
    .remedy = Open it, remove the password, save it and choose it again.
import-file-damaged = The file { $file } is damaged ({ $detail }).
    .remedy = Open it in a spreadsheet program, save it anew as XLSX or CSV and choose that file.
import-row-damaged = The file { $file } is damaged at row { $row } ({ $detail }).
    .remedy = Open it in a spreadsheet program, look at that row, save the file anew as XLSX or CSV and choose it.
import-file-too-big = The file { $file } has { $found } MB; at most { $limit } MB are read.
    .remedy = Split it into several files, or ask the administrator to raise the limit.
import-file-unpacks-too-big = The file { $file } unpacks to far more than it holds, or to more than { $limit } MB.
    .remedy = Save the sheet you need as CSV and choose that file.
import-too-many-columns = Row { $row } of { $file } has { $found } columns; at most { $limit } are read.
    .remedy = Remove the columns you do not need, and check that the delimiter is the right one.
import-too-many-rows = The file { $file } has more than { $limit } rows.
    .remedy = Split it into several files.
import-row-too-big = Row { $row } of { $file } holds more than { $limit } MB of text.
    .remedy = Shorten its cells, or attach the texts as files.
import-unclosed-quote = In row { $row }, column { $column } of { $file } a quotation mark opens and nothing closes it.
    .remedy = Close it, or double it if it belongs to the text.
import-no-sheet = The file { $file } has no such sheet.
    .remedy = Choose one of its sheets.
import-unknown-encoding = There is no encoding “{ $found }”.
    .remedy = Choose one such as utf-8, windows-1251 or windows-1252.
import-file-unreadable = The file { $file } cannot be read: { $detail }.
    .remedy = Check that it still exists and that the server may read it, and try again.

# Single cells.
import-cell-formula-error = The formula in this cell failed: { $value }
    .remedy = Correct the formula, or replace it by its value.
import-cell-encoding = Some characters of this cell are broken: { $value }
    .remedy = Save the file as UTF-8, or choose its encoding.
import-cell-nul = This cell contains a character that cannot be stored: { $value }
    .remedy = Type the cell anew.
import-cell-too-long = This cell is longer than { $limit } bytes.
    .remedy = Shorten it, or attach the text as a file.

# Values that are not of the field's kind. { $value } is the cell.
import-not-a-number = “{ $value }” is not a number.
    .remedy = Write digits, as in 1284.50, without other words.
import-not-an-integer = “{ $value }” is not a whole number.
    .remedy = Write a whole number, as in 12.
import-number-too-long = The number { $value } has too many digits.
    .remedy = Round it, or put it into a text field.
import-not-a-bool = “{ $value }” is neither yes nor no.
    .remedy = Write yes or no.
import-not-a-date = “{ $value }” is not a date.
    .remedy = Write year, month and day, as in 2026-11-28.
import-no-such-day = There is no such day: “{ $value }”.
    .remedy = Correct the day, or the order of day and month.
import-not-a-duration = “{ $value }” is not a length of time.
    .remedy = Write hours and minutes, as in 1:30, or a number with its unit, as in 90 min.
import-not-an-email = “{ $value }” is not an e-mail address.
    .remedy = Write one address, as in anna@example.org.
import-not-a-phone = “{ $value }” is not a phone number.
    .remedy = Write one number with its country, as in +380 44 123 45 67.
import-not-a-web-address = “{ $value }” is not a web address.
    .remedy = Write it as in https://example.org.

# What a column leaves open, and how it is read.
import-dates-day-first = Dates such as { $value } are read with the day first.
    .remedy = If the month comes first, choose that.
import-dates-month-first = Dates such as { $value } are read with the month first.
    .remedy = If the day comes first, choose that.
import-dates-mixed = Some dates have the day first ({ $first }) and some the month ({ $second }).
    .remedy = Write all dates in one way, best as in 2026-11-28.
import-numbers-doubtful = Numbers such as { $value } are read as { $read }.
    .remedy = If the mark means the other thing, choose that.
import-numbers-mixed = Some numbers are written as { $first } and some as { $second }.
    .remedy = Write all numbers in one way.
import-percents-as-fractions = Numbers such as { $value } are read as parts of one: 1 is 100 %.
    .remedy = If they are percentages already, choose that.

# Why a column was matched with a field.
import-match-same-name = Same name
import-match-synonym = Another name for it
import-match-similar-name = Similar name
import-match-content = By its content

# What a plan of an import lacks.
import-entity-closed = Records of { $entity } cannot be imported.
    .remedy = Create them one by one, or ask the administrator.
import-unknown-target = There is no field “{ $target }”.
    .remedy = Choose one of the fields, or leave the column out.
import-target-twice = Two columns go to the field “{ $target }”.
    .remedy = Leave one of them out.
import-target-read-only = The field “{ $target }” cannot be written.
    .remedy = Leave the column out, or use it only to find records.
import-no-targets = No column goes to a field.
    .remedy = Choose a field for at least one column.
import-no-such-column = The sheet has no column “{ $column }”.
    .remedy = Write its name as in the sheet.
import-no-such-sheet = The file has no sheet “{ $sheet }”.
    .remedy = Write its name as in the file.
import-match-without-column = Records are to be found by “{ $field }”, and no column goes there.
    .remedy = Choose a column for it, or find records by another field.
import-relation-without-key = No column goes to the field by which “{ $target }” is found.
    .remedy = Choose a column for that field, or another field to find by.
import-certain-out-of-range = How sure a duplicate must be is a number from 0 to 1.
    .remedy = Write such a number, as in 0.95.

# Rows.
import-read-as = “{ $value }” is read as “{ $near }”.
    .remedy = If it means something else, choose that.
import-not-a-choice = “{ $value }” is none of the choices: { $choices }.
    .remedy = Write one of them.
import-not-a-choice-near = “{ $value }” is none of the choices.
    .remedy = Did you mean “{ $near }”?
import-not-json = “{ $value }” is not JSON.
    .remedy = Write it in JSON, or leave the cell empty.
import-no-such-related = There is no record “{ $value }” here.
    .remedy = Create it first, have missing ones created, or correct the cell.
import-no-such-related-near = There is no record “{ $value }” here.
    .remedy = Did you mean “{ $near }”?
import-several-related = More than one record is called “{ $value }”.
    .remedy = Find it by a field that is different for each, or merge them first.
import-several-match = More than one record matches this row by { $field }.
    .remedy = Match by another field as well, or merge the records first.
import-already-there = This record is there already.
    .remedy = Leave the row out, or let existing records be changed.
import-probably-there = “{ $title }” is probably the same record ({ $percent } %).
    .remedy = Compare the two, and merge them if they are.
import-taken-for = Taken for “{ $title }” ({ $percent } %).
    .remedy = Compare the two, and undo the change if they are not the same.
import-not-unique = Another record has the same value in { $field }.
    .remedy = Correct the value, or match by this field.
import-forbidden = You may not do this with records of { $entity }: { $action }.
    .remedy = Ask the administrator for the right.
import-out-of-reach = The record of { $entity } is not there, or you may not see it.
    .remedy = Correct the row, or ask the administrator for the right.
import-changed-meanwhile = Somebody else was changing this record at the same moment.
    .remedy = Import the row again.
import-refused-by-database = The database refuses this row: something it points to is missing, or a value is.
    .remedy = Correct the row.
import-lines-without-key = Rows are to tell of line items, and nothing says which rows belong to one record.
    .remedy = Choose the field by which records are found, such as the number of the order.
import-lines-mixed = The field “{ $target }” belongs to other line items than the columns before it.
    .remedy = Import the two kinds of lines one after the other.
import-lines-apart = The rows of “{ $value }” do not stand together, or they are more than { $limit }.
    .remedy = Sort the sheet by “{ $field }” and import it again.
import-lines-differ = This differs from row { $first } of the same record, which counts.
    .remedy = Write the same in all rows of a record, or leave the cell empty.
import-belongs-to-refused = This row belongs to the same record as row { $bad }, which is refused.
    .remedy = Correct row { $bad } and import the rows of the record together.
import-refused-reason = Reason of refusal

# Columns of an export.
export-currency = { $field }: currency
export-base = { $field }: in the base currency
export-street = { $field }: street
export-city = { $field }: city
export-region = { $field }: region
export-postal-code = { $field }: postal code
export-country = { $field }: country
