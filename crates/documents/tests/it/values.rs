//! Cells as values, and columns as fields.

use documents::mapping::{ColumnSample, FieldHint, guess};
use documents::sheet::{Cell, Fault};
use documents::value::{Habits, Kind, Order, Percents, read};

use crate::shared;

fn shown(cell: Cell, kind: Kind) -> String {
    shown_with(cell, kind, &Habits::default())
}

fn shown_with(cell: Cell, kind: Kind, habits: &Habits) -> String {
    match read(&cell, kind, habits) {
        Ok(reading) => format!("{:?} {}", reading.value, reading.currency.unwrap_or_default()).trim_end().to_owned(),
        Err(message) => format!("{}: {message}", message.id),
    }
}

fn text(text: &str) -> Cell {
    Cell::Text(text.to_owned())
}

#[test]
fn cells_become_values_or_say_why_not() {
    let cases = [
        (text(" Anna "), Kind::Text),
        (Cell::Number(380441234567.0), Kind::Text),
        (Cell::Number(0.1 + 0.2), Kind::Number),
        (text("€ 1.284,50"), Kind::Money),
        (text("12 500 грн"), Kind::Money),
        (text("12.5%"), Kind::Percent),
        (text("12.5%"), Kind::Number),
        (Cell::Percent(12.5), Kind::Percent),
        (Cell::Percent(12.5), Kind::Number),
        (text("12.00"), Kind::Integer),
        (text("12.5"), Kind::Integer),
        (text("99999999999999999999"), Kind::Integer),
        (text("да"), Kind::Bool),
        (text("Ні"), Kind::Bool),
        (text("maybe"), Kind::Bool),
        (text("28 лист. 2026 р."), Kind::Date),
        (text("46354"), Kind::Date),
        (Cell::Number(46354.5), Kind::DateTime),
        (text("2026-11-28T14:30+02:00"), Kind::DateTime),
        (text("31.02.2026"), Kind::Date),
        (text("soon"), Kind::Date),
        (text("1:30"), Kind::Duration),
        (text("90"), Kind::Duration),
        (text("-"), Kind::Number),
        (text("-"), Kind::Text),
        (text("n/a"), Kind::Date),
        (Cell::Empty, Kind::Integer),
        (text("Anna <anna@example.org>"), Kind::Email),
        (text("anna"), Kind::Email),
        (text("call me"), Kind::Phone),
        (text("not there"), Kind::Web),
        (Cell::Error(Fault::Formula("#N/A".to_owned())), Kind::Text),
        (text("ten"), Kind::Number),
    ];
    let report: Vec<String> =
        cases.into_iter().map(|(cell, kind)| format!("{:?} {kind:?} -> {}", cell, shown(cell.clone(), kind))).collect();
    insta::assert_snapshot!(report.join("\n"));
}

#[test]
fn a_column_decides_what_a_cell_leaves_open() {
    let learn = |samples: &[&str], kind| {
        let cells: Vec<Cell> = samples.iter().map(|sample| text(sample)).collect();
        Habits::of(&cells, kind, &Habits::default())
    };
    let ids =
        |findings: &[documents::Message]| findings.iter().map(|finding| finding.id.to_string()).collect::<Vec<_>>();

    let (habits, findings) = learn(&["03/04/2026", "04/28/2026"], Kind::Date);
    assert_eq!((habits.order, ids(&findings)), (Order::MonthFirst, Vec::<String>::new()));
    let (habits, findings) = learn(&["03/04/2026", "01/02/2026"], Kind::Date);
    assert_eq!((habits.order, ids(&findings)), (Order::DayFirst, vec!["import-dates-day-first".to_owned()]));
    let (_, findings) = learn(&["28/04/2026", "04/28/2026"], Kind::Date);
    assert_eq!(ids(&findings), ["import-dates-mixed"]);

    let (habits, findings) = learn(&["1.234", "5.678,90"], Kind::Money);
    assert_eq!(ids(&findings), Vec::<String>::new());
    assert_eq!(shown_with(text("1.234"), Kind::Number, &habits), shown(text("1234"), Kind::Number));
    let (_, findings) = learn(&["1.234", "5.678"], Kind::Money);
    assert_eq!(ids(&findings), ["import-numbers-doubtful"]);

    let (habits, findings) = learn(&["0.05", "0.25", "0"], Kind::Percent);
    assert_eq!(
        (habits.percents, ids(&findings)),
        (Percents::Fractions, vec!["import-percents-as-fractions".to_owned()])
    );
    assert_eq!(shown_with(text("0.05"), Kind::Percent, &habits), shown(text("5"), Kind::Number));
    assert_eq!(shown_with(text("7%"), Kind::Percent, &habits), shown(text("7"), Kind::Number));
}

fn field(name: &str, labels: &[&str], kind: Kind, synonyms: &[&str]) -> FieldHint {
    let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    FieldHint { name: name.to_owned(), labels: owned(labels), kind, synonyms: owned(synonyms) }
}

fn company() -> Vec<FieldHint> {
    vec![
        field("name", &["Name", "Название", "Назва"], Kind::Text, &["company"]),
        field("industry", &["Industry", "Отрасль", "Галузь"], Kind::Text, &[]),
        field("employees", &["Employees", "Сотрудники", "Співробітники"], Kind::Integer, &[]),
        field("revenue", &["Annual revenue", "Выручка", "Виручка"], Kind::Money, &[]),
        field("founded", &["Founded", "Год основания", "Рік заснування"], Kind::Integer, &[]),
        field("tax_number", &["Tax number", "ИНН", "Податковий номер"], Kind::Text, &[]),
        field("email", &["E-mail", "Эл. почта", "Ел. пошта"], Kind::Email, &[]),
        field("phone", &["Phone", "Телефон", "Телефон"], Kind::Phone, &[]),
        field("fax", &["Fax", "Факс", "Факс"], Kind::Phone, &[]),
        field("website", &["Website", "Сайт", "Сайт"], Kind::Web, &[]),
        field("address.street", &["Street", "Улица", "Вулиця"], Kind::Text, &[]),
        field("address.city", &["City", "Город", "Місто"], Kind::Text, &[]),
        field("address.region", &["Region", "Регион", "Регіон"], Kind::Text, &[]),
        field("address.postal_code", &["Postal code", "Индекс", "Індекс"], Kind::Text, &[]),
        field("address.country", &["Country", "Страна", "Країна"], Kind::Text, &[]),
        field("parent.name", &["Parent company", "Головная компания", "Головна компанія"], Kind::Text, &[]),
        field("contact.name", &["Contact", "Контакт", "Контакт"], Kind::Text, &[]),
        field("contact.job_title", &["Job title", "Должность", "Посада"], Kind::Text, &[]),
    ]
}

fn deal() -> Vec<FieldHint> {
    vec![
        field("name", &["Name", "Название", "Назва"], Kind::Text, &["deal"]),
        field("number", &["Number", "Номер", "Номер"], Kind::Text, &[]),
        field("company.name", &["Company", "Компания", "Компанія"], Kind::Text, &[]),
        field("contact.name", &["Contact", "Контакт", "Контакт"], Kind::Text, &[]),
        field("owner.name", &["Owner", "Ответственный", "Відповідальний"], Kind::Text, &[]),
        field("product.name", &["Product", "Товар", "Товар"], Kind::Text, &[]),
        field("stage", &["Stage", "Стадия", "Стадія"], Kind::Text, &[]),
        field("amount", &["Amount", "Сумма", "Сума"], Kind::Money, &[]),
        field("started", &["Start date", "Дата начала", "Дата початку"], Kind::Date, &[]),
        field("closes", &["Close date", "Дата закрытия", "Дата закриття"], Kind::Date, &[]),
        field("created_at", &["Created", "Создано", "Створено"], Kind::DateTime, &[]),
    ]
}

fn guesses(columns: &[ColumnSample], fields: &[FieldHint]) -> String {
    let found = guess(columns, fields);
    let lines: Vec<String> = columns
        .iter()
        .enumerate()
        .map(|(index, column)| match found.iter().find(|guess| guess.column == index) {
            Some(guess) => {
                format!("{} -> {} {:.2} {:?}", column.name, fields[guess.field].name, guess.confidence, guess.why)
            }
            None => format!("{} ->", column.name),
        })
        .collect();
    lines.join("\n")
}

fn columns(path: &str) -> Option<Vec<ColumnSample>> {
    let folder = shared::folder(path.rsplit_once('/')?.0)?;
    let mut workbook = shared::open(&folder.join(path.rsplit_once('/')?.1)).unwrap();
    let header = workbook.header(0).unwrap();
    let rows: Vec<_> = workbook.rows_from(0, header.first_data_row).unwrap().take(100).map(Result::unwrap).collect();
    let columns = header.columns.iter().map(|column| ColumnSample {
        name: column.name.clone(),
        named: column.named,
        samples: rows.iter().map(|row| row.cell(column.index).clone()).collect(),
    });
    Some(columns.collect())
}

#[test]
fn columns_of_real_files_find_their_fields() {
    let mut report = String::new();
    for (path, fields) in [
        ("crm-sales-opportunities/accounts.csv", company()),
        ("crm-sales-opportunities/sales_pipeline.csv", deal()),
        ("northwind/customers.csv", company()),
        ("northwind/suppliers.csv", company()),
        ("companies-gleif/companies.csv.gz", company()),
    ] {
        let Some(columns) = columns(path) else {
            return;
        };
        report.push_str(&format!("== {path}\n{}\n", guesses(&columns, &fields)));
    }
    insta::assert_snapshot!(report);
}

fn sample(name: &str, samples: &[&str]) -> ColumnSample {
    ColumnSample { name: name.to_owned(), named: true, samples: samples.iter().map(|sample| text(sample)).collect() }
}

#[test]
fn columns_of_vcards_find_their_fields() {
    let fields = [
        field("name", &["Full name", "ФИО", "ПІБ"], Kind::Text, &["contact"]),
        field("first_name", &["First name", "Имя", "Ім’я"], Kind::Text, &[]),
        field("last_name", &["Last name", "Фамилия", "Прізвище"], Kind::Text, &[]),
        field("job_title", &["Job title", "Должность", "Посада"], Kind::Text, &[]),
        field("company.name", &["Company", "Компания", "Компанія"], Kind::Text, &[]),
        field("email", &["E-mail", "Эл. почта", "Ел. пошта"], Kind::Email, &[]),
        field("phone", &["Phone", "Телефон", "Телефон"], Kind::Phone, &[]),
        field("mobile", &["Mobile", "Мобильный", "Мобільний"], Kind::Phone, &[]),
        field("birthday", &["Birthday", "День рождения", "День народження"], Kind::Date, &[]),
        field("note", &["Note", "Заметка", "Нотатка"], Kind::Text, &[]),
    ];
    let Some(columns) = columns("vcard-ical/vcf/real-clients/gmail-single.vcf") else {
        return;
    };
    insta::assert_snapshot!(guesses(&columns, &fields));
}

#[test]
fn columns_in_three_languages_find_their_fields() {
    let russian = [
        sample("Контрагент", &["ООО Ромашка"]),
        sample("ИНН", &["7701234567"]),
        sample("Эл. почта", &["info@romashka.example"]),
        sample("Тел.", &["+7 495 123-45-67"]),
        sample("Почтовый индекс", &["101000"]),
        sample("Комментарии менеджера", &["перезвонить"]),
        sample("Страна", &["Россия"]),
    ];
    let ukrainian = [
        sample("Контрагент", &["ТОВ Ромашка"]),
        sample("Сума угоди", &["12 500,00"]),
        sample("Стадія", &["Нова"]),
        sample("Відповідальний", &["Олена Коваль"]),
        sample("Очікувана дата закриття", &["28 лист. 2026 р."]),
        sample("Створено", &["2026-11-28 10:00"]),
    ];
    let nameless = [
        ColumnSample { named: false, ..sample("A", &["Acme"]) },
        ColumnSample { named: false, ..sample("B", &["a@example.org", "b@example.org"]) },
        ColumnSample { named: false, ..sample("C", &["+380 44 123 45 67"]) },
        ColumnSample { named: false, ..sample("D", &["www.example.org"]) },
        ColumnSample { named: false, ..sample("E", &["Germany", "UA"]) },
    ];
    // A column whose name says phone but whose cells are e-mail addresses.
    let misnamed = [sample("Phone", &["a@example.org"]), sample("Mail", &["+380 44 123 45 67"])];
    insta::assert_snapshot!(format!(
        "{}\n\n{}\n\n{}\n\n{}",
        guesses(&russian, &company()),
        guesses(&ukrainian, &deal()),
        guesses(&nameless, &company()),
        guesses(&misnamed, &company()),
    ));
}
