# What is wrong with what was sent, and what to do about it.

problem-required = Fill this in.
problem-read-only = You cannot change this field. Leave it as it is, or ask your administrator.
problem-may-not-assign = You may not hand this record over. Its owner and unit stay as they are; ask somebody who may assign it.
problem-unknown-field = There is no field “{ $name }” here. Check the name.
problem-too-long = This is too long. Use at most { $max } characters.
problem-not-text = This field takes text.
problem-not-a-number = This is not a number. Enter digits, like 1234.5.
problem-not-an-integer = Enter a whole number, without a fraction.
problem-number-too-large = This number is too large. Check it for digits too many.
problem-rating = Give from 1 to { $max } stars.
problem-not-yes-no = Choose yes or no.
problem-not-a-choice = There is no choice “{ $value }”. Choose one from the list.
problem-not-a-date = This is not a date. Enter day, month and year.
problem-not-a-moment = This is not a date with a time. Enter both.
problem-not-a-duration = This is not a duration. Enter hours and minutes, like 1:30.
problem-not-a-currency = “{ $value }” is not a currency. Use three letters, like EUR.
problem-not-unique = Another record has this value already. Enter another value, or open that record.
problem-no-such-record = This record does not exist, or you may not see it. Choose another one.
problem-not-eligible = This record cannot be chosen here. Choose one from the list.
problem-relation-without-entity = Say which kind of record this is.
problem-circle = A record cannot stand above itself. Choose another one.

problem-still-needed = Other records need this one ({ $entity }: { $count }). Change or delete them first.
problem-still-needed-elsewhere = Other records need this one. Change or delete them first.
problem-too-many-followers = Too many records depend on this one (more than { $most }). Change or delete some of them first.
problem-too-many-records = These are more than { $most } records. Narrow the filter and do it in parts.
problem-currency-without-rate = There is no exchange rate for { $currency }, by which the amounts would be converted. Enter one first: what one { $currency } is worth in the currency used so far.

problem-filter-unsupported = The condition cannot use “{ $part }”. Say it in a simpler way.
problem-filter-type = “{ $value }” does not fit here: the field holds { $wanted }. Compare it with such a value.
problem-filter-types = These two fields hold different things and cannot be compared. Compare fields of the same kind.
problem-filter-pattern = “{ $pattern }” is no pattern that can be searched for: check its brackets, leave out what looks around or refers back, and repeat fewer things, 255 times at the most.
problem-not-searchable = These records cannot be searched by words. Use a filter.
problem-cursor = This page of the list is out of date. Open the list from its beginning.
problem-not-in-sql = The rule “{ $expression }” cannot be checked by the database ({ $reason }). Say it in a simpler way.

problem-as-of-search = Lists of the past have one page and no search by words. Use a filter.
problem-as-of-related = In lists of the past you cannot filter or sort by “{ $name }”, as you do not see all those records. Leave it out.
problem-as-of-too-much = More than { $most } of these records changed since then. Choose a later moment.

problem-no-such-change = This change is no longer in the record’s history, or was about something else. Reload the page.
problem-changed-since = The field “{ $field }” was changed again since, so it stays as it is. Change it by hand if you must.
problem-gone = The record does not exist any more. Restore it first.
problem-not-allowed = You do not have the right to do this. Ask your administrator.
problem-others-attached = Other records were attached to this one since, so it stays. Delete them first.
problem-undone-already = This was undone already. Undo the undoing to have it back.
problem-cannot-merge = These records cannot be merged. Choose two different records that are neither users, nor units, nor line items.
problem-not-convertible = This record cannot be converted now. Open it and look at its state.
problem-no-such-principal = There is no such user or unit. Choose one from the list.
problem-share-with-yourself = You cannot share a record with yourself. Choose somebody else.
problem-share-beyond = You cannot give more on this record than your own roles give you.

phone-not-a-phone = This is not a phone number. Enter digits, with the country code first: +44 20 7946 0958.
phone-too-short = This phone number is too short. Check it for missing digits.
phone-too-long = This phone number is too long. Check it for digits too many.
phone-country-unknown = The country of this number is not known. Begin with + and the country code.
phone-not-in-use = No such number is in use in that country. Check the digits.

email-no-at = An e-mail address has an @ in it: name@example.com.
email-local = The part before the @ is not right. Check it for spaces and special characters.
email-domain = The part after the @ is not right. Check it: name@example.com.
email-too-long = This e-mail address is too long. Check it.

web-scheme = A web address begins with http:// or https://. Correct its beginning.
web-host = There is no site in this web address. Enter it like example.com.
web-character = This web address holds characters that are not allowed. Remove spaces and quotes.
web-too-long = This web address is too long. Shorten it.
