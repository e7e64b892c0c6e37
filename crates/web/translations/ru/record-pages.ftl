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
record-scope-none = ничего
record-scope-own = ваши записи
record-scope-unit = записи вашего подразделения
record-scope-below = записи вашего подразделения и нижестоящих
record-scope-all = все записи
record-scope-rule = записи по правилу роли
record-as-of = Как было { $when }
record-as-of-back = К нынешнему
record-as-of-show = Как было на дату…
country-ae = ОАЭ
country-al = Албания
country-am = Армения
country-ar = Аргентина
country-at = Австрия
country-au = Австралия
country-az = Азербайджан
country-ba = Босния и Герцеговина
country-be = Бельгия
country-bg = Болгария
country-br = Бразилия
country-by = Беларусь
country-ca = Канада
country-ch = Швейцария
country-cn = Китай
country-cy = Кипр
country-cz = Чехия
country-de = Германия
country-dk = Дания
country-ee = Эстония
country-eg = Египет
country-es = Испания
country-fi = Финляндия
country-fr = Франция
country-gb = Великобритания
country-ge = Грузия
country-gr = Греция
country-hr = Хорватия
country-hu = Венгрия
country-ie = Ирландия
country-il = Израиль
country-in = Индия
country-is = Исландия
country-it = Италия
country-jp = Япония
country-ke = Кения
country-kg = Киргизия
country-kr = Республика Корея
country-kz = Казахстан
country-lt = Литва
country-lu = Люксембург
country-lv = Латвия
country-md = Молдова
country-me = Черногория
country-mk = Северная Македония
country-mt = Мальта
country-mx = Мексика
country-ng = Нигерия
country-nl = Нидерланды
country-no = Норвегия
country-nz = Новая Зеландия
country-pl = Польша
country-pt = Португалия
country-ro = Румыния
country-rs = Сербия
country-ru = Россия
country-se = Швеция
country-sg = Сингапур
country-si = Словения
country-sk = Словакия
country-tr = Турция
country-ua = Украина
country-us = США
country-za = ЮАР
record-open-past = Показать
