//! The few names and figures the sheet is filled with.

use axum::http::HeaderMap;
use jiff::civil::{Date, date};

use super::now;
use crate::component::field::choice::Choice;
use crate::component::field::relation::Target;
use crate::component::shell::{Link, Section, Shell, User};
use crate::component::tag::Hue;
use crate::reader::Reader;

/// A deal: name, company, stage, amount, win, close date, owner, next step.
pub(super) type Deal = (&'static str, &'static str, usize, u32, u8, Date, usize, &'static str);

pub(super) const PEOPLE: [&str; 5] = ["Iris Falk", "Дана Коваль", "Oskar Munt", "Рина Лис", "Toma Brandt"];

pub(super) const STAGES: [([&str; 3], Hue); 5] = [
    (["Qualified", "Квалификация", "Кваліфікація"], Hue::Sky),
    (["Discovery", "Изучение", "Вивчення"], Hue::Teal),
    (["Proposal", "Предложение", "Пропозиція"], Hue::Violet),
    (["Negotiation", "Переговоры", "Перемовини"], Hue::Amber),
    (["Contract", "Договор", "Договір"], Hue::Blue),
];

pub(super) fn deals() -> Vec<Deal> {
    vec![
        (
            "Cold-chain fleet, 40 reefers",
            "Brightwater Foods",
            3,
            412_000,
            72,
            date(2026, 11, 28),
            0,
            "Send revised SLA",
        ),
        ("WMS rollout: 3 hubs", "Полярис-Логистик", 2, 286_500, 55, date(2026, 12, 11), 1, "Согласовать ТЗ"),
        ("Annual maintenance 2027", "Harbour & Pine", 4, 96_400, 90, date(2026, 11, 20), 0, "Chase signature"),
        ("Packaging line, phase 2", "ТОВ «Дніпро-Пак»", 3, 178_900, 64, date(2026, 12, 4), 3, "Call purchasing"),
        ("Telematics pilot, 120 units", "Volta Transit", 1, 54_000, 38, date(2027, 1, 19), 2, "Discovery workshop"),
        ("Field-service licences ×85", "Nordlys Energi", 2, 127_500, 48, date(2026, 12, 15), 4, "Demo for CFO"),
        ("Модернизация склада", "ООО «Балтийский терминал»", 0, 340_000, 25, date(2027, 2, 26), 1, "Квалификация"),
        ("Carrier onboarding portal", "Meridian Freight", 3, 88_200, 70, date(2026, 12, 2), 0, "Legal review"),
        ("Spare-parts framework", "Kestrel Rail", 1, 215_000, 41, date(2027, 1, 29), 2, "Site visit"),
        ("Cross-dock automation", "Аграрний дім «Колос»", 2, 163_700, 52, date(2026, 12, 18), 3, "Візит на склад"),
        ("Driver app, 600 seats", "Lumen Parcel", 0, 72_000, 30, date(2027, 2, 12), 4, "Security form"),
        ("Customs broker integration", "Tallow & Reed", 1, 39_800, 44, date(2026, 12, 22), 0, "Tech call"),
        (
            "Автопарк: лизинг 25 тягачей",
            "АО «Транс-Волга»",
            3,
            628_000,
            61,
            date(2026, 12, 20),
            1,
            "Встреча с финдиром",
        ),
        ("Returns handling, peak season", "Oak Street Retail", 4, 58_900, 86, date(2026, 11, 23), 4, "Countersign"),
        ("Pharma GDP monitoring", "Asklepia Labs", 2, 149_300, 58, date(2026, 12, 9), 2, "Validation plan"),
        ("Yard management", "Порт «Усть-Двинск»", 0, 198_000, 22, date(2027, 3, 5), 1, "Первый звонок"),
        ("Route optimisation, Iberia", "Cobre Logística", 2, 83_500, 46, date(2027, 1, 21), 0, "Data sample"),
        ("Service desk for depots", "Fjordline Ferries", 2, 64_200, 50, date(2026, 12, 30), 4, "Reference call"),
    ]
}

/// The reader, at the story's time.
pub(super) fn reader(headers: &HeaderMap) -> Reader {
    let mut reader = Reader::of(headers, now());
    reader.csrf = "states".to_owned();
    reader
}

pub(super) fn stage(reader: &Reader, index: usize) -> Choice<'static> {
    let (labels, hue) = STAGES[index % STAGES.len()];
    Choice { value: labels[0].to_lowercase().into(), label: labels[reader.language as usize].into(), hue }
}

pub(super) fn stages(reader: &Reader) -> Vec<Choice<'static>> {
    (0..STAGES.len()).map(|index| stage(reader, index)).collect()
}

pub(super) fn company(index: usize) -> Target<'static> {
    let deals = deals();
    let name = deals[index % deals.len()].1;
    Target {
        id: 210 + index as i64,
        title: name.into(),
        url: "/states/record".into(),
        person: false,
        ..Target::default()
    }
}

/// The frame with places of every section.
pub(super) fn shell(reader: &Reader, current: &str) -> Shell<'static> {
    let link = |label: &str, href: &'static str, icon: &'static str, key: &'static str| Link {
        label: crate::text(reader.language, label),
        href: href.into(),
        icon: icon.into(),
        current: href == current,
        key: Some(key.into()),
        ..Link::default()
    };
    let mut inbox = link("states-inbox", "/states/sign-in", "inbox", "g i");
    inbox.count = Some(4);
    inbox.hot = true;
    let mut tasks = link("states-tasks", "/states/form", "circle-check", "g t");
    tasks.count = Some(7);
    Shell {
        workspace: "Northgate Group".into(),
        sections: vec![
            Section { label: None, links: vec![link("states-sheet", "/states", "house", "g h"), inbox, tasks] },
            Section {
                label: Some(crate::text(reader.language, "states-sales")),
                links: vec![
                    link("states-deals", "/states/list", "handshake", "g d"),
                    link("states-companies", "/states/record", "building-2", "g c"),
                ],
            },
        ],
        user: User { id: 11, name: PEOPLE[0].into(), email: "iris@northgate.example".into() },
        settings: Some("/states/form"),
    }
}
