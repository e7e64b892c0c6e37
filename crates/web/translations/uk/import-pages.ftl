# Імпорт файлу.
import-title = Імпорт
import-step-file = Файл
import-step-columns = Стовпці
import-step-check = Перевірка
import-step-run = Імпорт
import-what = Що у файлі?
import-other = Інші записи
import-drop = Імпорт: { $entity }
import-drop-here = Виберіть або перетягніть файл
import-formats = CSV у будь-якому кодуванні, XLSX, XLS, ODS, vCard; до { $size }
import-good-to-know = Варто знати
import-know-header = Рядок із назвами стовпців допомагає: стовпці самі зіставляться з полями.
import-know-trial = Нічого не записується, доки ви не побачите точно, що буде створено, змінено та відхилено.
import-know-undo = Імпорт можна скасувати цілком.
import-past = Попередні імпорти
import-past-none = Поки нічого не імпортувалося.
import-undone = скасовано
import-undone-nothing = не скасовано
import-undone-partly = { $count ->
    [one] скасовано частково: лишилася { $count } зміна
    [few] скасовано частково: лишилися { $count } зміни
   *[other] скасовано частково: лишилося { $count } змін
 }
import-under-way = виконується
import-counts = створено { $created }, змінено { $changed }, відхилено { $refused }
import-too-large = Файл більший за { $size }. Розділіть його або скористайтеся командою «relata import».
import-no-file = Файл не надійшов або він порожній. Виберіть файл і спробуйте ще раз.
import-file-gone = Файл більше не зберігається. Завантажте його знову.
import-columns-about = Куди йде кожен стовпець, наскільки вдалося зрозуміти. Виправте хибне; що нікуди не йде, пропускається.
import-no-column = Жоден стовпець нікуди не йде. Виберіть поле хоча б для одного.
import-leave-out = пропустити
import-left-out = пропускається
import-column-empty = порожньо
import-own-fields = Власні поля
import-sheet = Аркуш
import-sheet-named = аркуш «{ $sheet }»
import-header = Назви стовпців
import-header-row = назви в рядку { $row }
import-header-none = рядка назв немає
import-delimiter = Роздільник
import-encoding = Кодування
import-detect = визначити
import-read-otherwise = Прочитати інакше…
import-read-again = Прочитати файл наново
import-match = Що вже є
import-match-about = Рядок належить до запису, коли збігаються всі ці поля. У назвах, іменах і адресах пошти регістр літер не важливий; коди й номери порівнюються точно. Без поля кожен рядок — новий запис.
import-match-first = За полем
import-match-else = або за
import-existing = Рядок, для якого запис є,
import-existing-update = змінює його
import-existing-skip = пропускається
import-existing-fail = відхиляється
import-missing = Рядок, для якого запису немає,
import-missing-create = стає новим записом
import-missing-skip = пропускається
import-related = Пов’язані записи
import-related-about = Їх знаходять за тим, що стоїть у їхньому стовпці. Укажіть, що робити з рядком, для якого пов’язаного запису немає.
import-related-by = знайти за
import-related-absent = якщо немає:
import-related-create = створити його
import-related-leave-empty = залишити порожнім із попередженням
import-related-refuse = відхилити рядок
import-rules = Клітинки та дублікати
import-empty = Порожня клітинка
import-empty-keep = лишає значення
import-empty-clear = стирає значення
import-unreadable = Клітинка, яку не прочитати,
import-unreadable-refuse = відхиляє свій рядок
import-unreadable-leave-out = пропускається з попередженням
import-duplicates = Новий запис, який, імовірно, уже є,
import-duplicates-ignore = створюється
import-duplicates-warn = створюється з попередженням
import-duplicates-match = змінює наявний
import-to-check = До перевірки
import-checking = Перевіряється «{ $file }»
import-checking-note = Кожен рядок записується й одразу скасовується: нічого не лишається.
import-look-again = Подивитися ще раз
import-check-failed = Перевірка не вдалася. Спробуйте ще раз; подробиці в журналі сервера.
import-back-to-columns = Назад до стовпців
import-would = Що станеться
import-would-about = «{ $file }» перевірено порядково. Нічого не збережено.
import-created = створено
import-changed = змінено
import-unchanged = без змін
import-skipped = пропущено
import-refused = відхилено
import-line-items = { $count ->
    [one] У них { $count } позиція.
    [few] У них { $count } позиції.
   *[other] У них { $count } позицій.
}
import-related-created = Створено пов’язаних записів:
import-first-created = Нові записи
import-first-changed = Зміни
import-of = { $shown } з { $total }
import-row = ряд. { $row }
import-new-record = новий запис
import-emptied = стерто
import-refused-rows = Відхилені рядки
import-refused-about = Вони не потраплять до системи. Після імпорту їх можна завантажити файлом, виправити й подати знову.
import-refused-file = Виправте їх у файлі та подайте знову: у ньому лише ці рядки.
import-warnings = Варто подивитися
import-reasons-others = { $count ->
    [one] і ще { $count } причина іншого роду
    [few] і ще { $count } причини іншого роду
   *[other] і ще { $count } причин іншого роду
 }
import-reason-rows = { $count ->
    [one] рядок { $rows }
   *[other] рядки { $rows }
 }
import-reason-rows-more = рядки { $rows } і ще { $more }
import-reason-also = також { $values }
import-with-warnings = попереджень
import-warnings-about = Самі рядки все одно приймаються.
import-undone-about = Скасовано { $time }. Хто скасував: { $who }.
import-undone-partly-about = Скасовано частково { $time }. Хто скасував: { $who }.
import-undone-nothing-about = Нічого не вдалося скасувати { $time }. Хто скасовував: { $who }.
import-open-written = { $count ->
    [one] Показати { $count } внесений запис
    [few] Показати { $count } внесені записи
   *[other] Показати { $count } внесених записів
 }
import-run = Імпортувати
import-run-count = { $count ->
    [one] Імпортувати { $count } рядок
    [few] Імпортувати { $count } рядки
   *[other] Імпортувати { $count } рядків
 }
import-nothing-to-do = Немає чого створювати та змінювати.
import-running-about = Імпорт триває, коли ви йдете зі сторінки, і після перезапуску.
import-stopped = Зупинено: { $reason }. Зроблене зберігається; імпорт можна продовжити.
import-by-command = Його виконує команда.
import-so-far = Поки що
import-done-about = Імпорт завершено.
import-open-list = Відкрити: { $entity }
import-another = Імпортувати ще файл
import-undo = Скасувати імпорт
import-undo-about = Створені записи видаляються, змінені значення повертаються. Що відтоді змінили люди або що потрібне іншим записам, лишається як є.
import-undo-button = { $count ->
    [one] Скасувати { $count } зміну
    [few] Скасувати { $count } зміни
   *[other] Скасувати { $count } змін
 }
import-undoing = Скасовується «{ $file }»
import-undo-failed = Скасувати не вдалося. Спробуйте ще раз; подробиці в журналі сервера.
import-undo-left-since = { $count ->
    [one] { $count } зміна лишилася: відтоді її змінили.
    [few] { $count } зміни лишилися: відтоді їх змінили.
   *[other] { $count } змін лишилося: відтоді їх змінили.
 }
import-undo-left-needed = { $count ->
    [one] { $count } зміна лишилася: її запис потрібен іншим ({ $entity }). Спочатку змініть або видаліть їх.
    [few] { $count } зміни лишилися: їхні записи потрібні іншим ({ $entity }). Спочатку змініть або видаліть їх.
   *[other] { $count } змін лишилося: їхні записи потрібні іншим ({ $entity }). Спочатку змініть або видаліть їх.
 }
import-undo-left-needed-elsewhere = { $count ->
    [one] { $count } зміна лишилася: її запис потрібен іншим. Спочатку змініть або видаліть їх.
    [few] { $count } зміни лишилися: їхні записи потрібні іншим. Спочатку змініть або видаліть їх.
   *[other] { $count } змін лишилося: їхні записи потрібні іншим. Спочатку змініть або видаліть їх.
 }
import-undo-left-other = { $count ->
    [one] { $count } зміна лишилася з іншої причини.
    [few] { $count } зміни лишилися з інших причин.
   *[other] { $count } змін лишилося з інших причин.
 }
import-undo-rest = { $count ->
    [one] Скасувати { $count } зміну, що лишилася
    [few] Скасувати { $count } зміни, що лишилися
   *[other] Скасувати { $count } змін, що лишилися
 }
