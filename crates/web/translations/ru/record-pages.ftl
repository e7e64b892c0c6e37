record-timeline = Лента
record-details = Поля
record-related = Связанное
record-files = Файлы
record-history = История
record-tabs = Разделы записи
record-key-fields = Главное
record-about = О записи
record-edit = Изменить
record-editing = Изменение
record-create = Создать
record-full-form = Все поля
record-share = Доступ…
record-email = Письмо
record-call = Звонок
record-task = Задача
record-note = Заметка
record-meeting = Встреча
record-comment = Комментарий
record-commented = комментирует
record-comment-deleted = Комментарий удалён.
record-write = Записать
record-write-placeholder = Что произошло или что нужно сделать?
record-write-something = Сначала напишите что-нибудь.
record-due = Срок
record-mark-done = Отметить выполненной
record-done = Выполнено.
record-created = — запись создана
record-changed = — изменения
record-was-deleted = — запись удалена
record-through-api = программой
record-through-import = импортом
record-through-process = процессом
record-through-command = командой
record-through-install = при установке
record-batch-import = импорт
record-batch-change = массовая правка
record-batch-delete = удаление
record-batch-merge = объединение
record-batch-undo = отмена
record-history-none = Здесь ещё ничего не происходило
record-restore = Вернуть это значение
record-restored = { $field }: прежнее значение возвращено.
record-fields-count =
    { $count ->
        [one] { $count } поле
        [few] { $count } поля
        [many] { $count } полей
       *[other] { $count } поля
    }
record-conflict = { $who }: изменено { $when }.
record-conflict-help = Ваш ввод остался в форме. Если сохранить ещё раз, он заменит чужие изменения.
record-keep-yours = Оставить моё
record-keep-theirs = Взять чужое
record-deleted = Удалено: «{ $title }».
record-deleted-text = Запись можно вернуть сейчас или позже из списка удалённых.
record-deleted-list = Удалённые записи
record-deleted-none = Удалённых записей нет
record-bring-back = Вернуть
record-related-none = Пока ничего нет.
record-related-all = Показать все: { $count }
record-line-add = Добавить строку
record-line-move = Перетащите или нажмите Alt со стрелкой
record-line-remove = Убрать строку
record-lines-none = Строк пока нет.
record-not-json = Это не правильный JSON.
record-files-drop = Перетащите файл или выберите его
record-files-limit = Не больше { $size }
record-files-none = Файлов нет
record-alike = Возможно, это одно и то же
record-alike-by = Совпадает:
record-merge = Объединить…
record-different = Не одно и то же
record-different-done = Эти две записи больше не будут предлагаться.
record-merge-title = Объединение двух записей
record-merge-text = Выберите, какое значение оставить в каждом поле. Всё, что связано с удаляемой записью, перейдёт к остающейся. Объединение можно отменить.
record-merge-stays = Остаётся
record-merge-goes = Исчезает
record-merge-same = Все поля совпадают.
record-merge-swap = Поменять местами
record-merge-do = Объединить
record-field = Поле
record-merged-already = Уже объединено с «{ $title }»
record-merged-already-text = Одна из двух записей уже стала частью другой. Объединение можно отменить в истории этой записи.
record-moved = Запись, которую вы искали, объединена с «{ $title }».
record-merged = Объединено в «{ $title }»
record-merged-text =
    { $count ->
        [0] Второй записи больше нет.
        [one] Второй записи больше нет; { $count } связанная запись теперь ведёт сюда.
        [few] Второй записи больше нет; { $count } связанные записи теперь ведут сюда.
        [many] Второй записи больше нет; { $count } связанных записей теперь ведут сюда.
       *[other] Второй записи больше нет; { $count } связанной записи теперь ведут сюда.
    }
record-open = Открыть запись
record-undo-left =
    { $count ->
        [one] Отменено, но { $count } изменение осталось: { $reason }
        [few] Отменено, но { $count } изменения остались: { $reason }
        [many] Отменено, но { $count } изменений осталось: { $reason }
       *[other] Отменено, но { $count } изменения осталось: { $reason }
    }
record-share-title = Доступ к записи
record-shared-with = Открыт доступ
record-share-none = Никому отдельно.
record-share-with = Сотрудник или подразделение
record-share-whom = Выберите сотрудника или подразделение.
record-share-level = Может
record-share-read = видеть
record-share-change = видеть и менять
record-share-add = Открыть
record-share-done = Готово
record-why = Почему вам видна эта запись
record-why-shared = Доступ открыт: { $who }
record-why-all-rights = разрешено всё
record-why-not = Ни одно правило не открывает вам эту запись.
record-why-somebody = Что здесь может другой человек?
record-why-person = Сотрудник
record-why-ask = Объяснить
record-why-whom = Выберите сотрудника.
record-why-allowed = можно
record-why-denied = нельзя
record-why-no-role = У этого человека нет ни одной роли.
record-why-not-this = но не эта запись
record-why-unreadable = Запись ему не видна, а без этого нельзя и остальное.
record-why-inactive = Учётная запись отключена: роли не действуют.
record-scope-none = ничего
record-scope-own = ваши записи
record-scope-unit = записи вашего подразделения
record-scope-below = записи вашего подразделения и нижестоящих
record-scope-own-theirs = свои записи
record-scope-unit-theirs = записи своего подразделения
record-scope-below-theirs = записи своего подразделения и нижестоящих
record-scope-all = все записи
record-scope-rule = записи по правилу роли
record-as-of = Как было { $when }
record-as-of-back = К нынешнему
record-as-of-show = Как было на дату…
record-as-of-unread = Такого дня нет. Напишите его как 31.12.2025, со временем — как 31.12.2025 09:15.
record-as-of-future = Этот момент ещё не наступил.
record-as-of-not-yet = { $when } этой записи ещё не было
record-as-of-created = Она создана { $when }.
record-as-of-deleted = { $when } эта запись была удалена
record-as-of-deleted-text = Позже её восстановили; когда — видно в истории.
record-open-past = Показать
record-advice = Обратите внимание
record-saved-but = Сохранено, но: { $advice }
record-previous = Предыдущая запись списка
record-next = Следующая запись списка
record-batch-convert = конвертация
convert-do = Конвертировать
convert-use = Использовать
convert-create = Создать новую запись
convert-other = Выбрать существующую запись
convert-skip = Не создавать
convert-choose = Выберите запись или другой вариант.
convert-linked = { $field }: запись из раздела «{ $step }» выше
convert-done = «{ $title }»: конвертация выполнена
convert-already = «{ $title }»: конвертация уже выполнена
convert-not-now = «{ $title }»: сейчас конвертация невозможна
convert-not-now-text = Откройте запись и проверьте её состояние.
record-not-for-others = Вы можете создать это только для себя. Уберите ответственного и подразделение или укажите себя.
