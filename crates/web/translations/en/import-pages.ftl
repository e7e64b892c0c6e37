# Importing a file.
import-title = Import
import-step-file = File
import-step-columns = Columns
import-step-check = Trial
import-step-run = Run
import-what = What is in the file?
import-other = Other records
import-drop = Import: { $entity }
import-drop-here = Choose or drop a file
import-formats = CSV in any encoding, XLSX, XLS, ODS, vCard; up to { $size }
import-good-to-know = Good to know
import-know-header = A row with the names of the columns helps; columns are then matched to fields by themselves.
import-know-trial = Nothing is written until you have seen exactly what would be created, changed and refused.
import-know-undo = An import can be taken back as a whole.
import-past = Imports of before
import-past-none = Nothing was imported yet.
import-undone = taken back
import-undone-nothing = not taken back
import-undone-partly = partly taken back: { $count } left
import-under-way = under way
import-counts = { $created } created, { $changed } changed, { $refused } refused
import-too-large = The file is larger than { $size }. Split it, or use the command “relata import”.
import-no-file = No file arrived, or an empty one. Choose a file and try again.
import-file-gone = The file is no longer kept. Drop it again.
import-columns-about = Where each column goes, as far as we could tell. Correct what is wrong; what goes nowhere is left out.
import-no-column = No column goes anywhere. Choose a field for at least one.
import-leave-out = leave out
import-left-out = left out
import-column-empty = empty
import-own-fields = Its own fields
import-sheet = Sheet
import-sheet-named = sheet “{ $sheet }”
import-header = Names of the columns
import-header-row = names in row { $row }
import-header-none = no row of names
import-delimiter = Delimiter
import-encoding = Encoding
import-detect = detected
import-read-otherwise = Read otherwise…
import-read-again = Read the file again
import-match = What is there already
import-match-about = A row belongs to a record when all these fields agree. Capitals do not count in names and e-mail addresses; codes and numbers must be the same. Without a field every row is a new record.
import-match-first = By
import-match-else = else by
import-existing = A row that matches a record
import-existing-update = changes it
import-existing-skip = is skipped
import-existing-fail = is refused
import-missing = A row that matches none
import-missing-create = becomes a new record
import-missing-skip = is skipped
import-related = Related records
import-related-about = Found by what stands in their column. Say what becomes of a row whose related record is not there.
import-related-by = found by
import-related-absent = not there:
import-related-create = create it
import-related-leave-empty = leave empty, with a warning
import-related-refuse = refuse the row
import-rules = Cells and duplicates
import-empty = An empty cell
import-empty-keep = leaves the value
import-empty-clear = clears the value
import-unreadable = A cell that cannot be read
import-unreadable-refuse = refuses its row
import-unreadable-leave-out = is left out, with a warning
import-duplicates = A new record that is probably there already
import-duplicates-ignore = is created
import-duplicates-warn = is created, with a warning
import-duplicates-match = changes the one that is there
import-to-check = On to the trial
import-checking = Trying out “{ $file }”
import-checking-note = Each row is written and taken back at once: nothing stays.
import-look-again = Look again
import-check-failed = The trial failed. Try again; the log of the server says more.
import-back-to-columns = Back to the columns
import-would = What would happen
import-would-about = “{ $file }” was tried out row by row. Nothing was stored.
import-created = created
import-changed = changed
import-unchanged = as they are
import-skipped = skipped
import-refused = refused
import-line-items = { $count ->
    [one] With { $count } line item.
   *[other] With { $count } line items.
}
import-related-created = Related records created:
import-first-created = New records
import-first-changed = Changes
import-of = { $shown } of { $total }
import-row = row { $row }
import-new-record = a new one
import-emptied = emptied
import-refused-rows = Refused rows
import-refused-about = They stay out. After the run they come as a file to correct and drop again.
import-refused-file = Correct them in the file and drop it again: only these rows are in it.
import-warnings = Worth a look
import-reasons-others = { $count ->
    [one] and one more reason of another kind
   *[other] and { $count } more reasons of other kinds
 }
import-reason-rows = { $count ->
    [one] row { $rows }
   *[other] rows { $rows }
 }
import-reason-rows-more = rows { $rows } and { $more } more
import-reason-also = also { $values }
import-with-warnings = warnings
import-warnings-about = These rows are taken all the same.
import-undone-about = Taken back on { $time } by { $who }.
import-undone-partly-about = Partly taken back on { $time } by { $who }.
import-undone-nothing-about = Nothing could be taken back on { $time } by { $who }.
import-open-written = { $count ->
    [one] Show the record it wrote
   *[other] Show the { $count } records it wrote
 }
import-run = Run the import
import-run-count = { $count ->
    [one] Import { $count } row
   *[other] Import { $count } rows
 }
import-nothing-to-do = There is nothing to create or change.
import-running-about = The import goes on when you leave this page, and after a restart.
import-stopped = It stopped: { $reason }. What is done so far stays; it can be taken up again.
import-by-command = It is run by a command.
import-so-far = So far
import-done-about = The import is done.
import-open-list = Open: { $entity }
import-another = Import another file
import-undo = Take the import back
import-undo-about = Created records are removed and changed values come back. What somebody changed since, or other records need, is left as it is.
import-undo-button = { $count ->
    [one] Take { $count } change back
   *[other] Take { $count } changes back
 }
import-undoing = Taking “{ $file }” back
import-undo-failed = It could not be taken back. Try again; the log of the server says more.
import-undo-left-since = { $count ->
    [one] { $count } change was left: somebody changed it since.
   *[other] { $count } changes were left: somebody changed them since.
 }
import-undo-left-needed = { $count ->
    [one] { $count } change was left: other records need its record ({ $entity }). Change or delete them first.
   *[other] { $count } changes were left: other records need their records ({ $entity }). Change or delete them first.
 }
import-undo-left-needed-elsewhere = { $count ->
    [one] { $count } change was left: other records need its record. Change or delete them first.
   *[other] { $count } changes were left: other records need their records. Change or delete them first.
 }
import-undo-left-other = { $count ->
    [one] { $count } change was left for another reason.
   *[other] { $count } changes were left for other reasons.
 }
import-undo-rest = { $count ->
    [one] Take the { $count } change left back
   *[other] Take the { $count } changes left back
 }
