//! The words the made-up customers are called by, half of them in Cyrillic.

use super::random::Random;

/// A country with the things its companies and people have.
pub struct Country {
    pub name: &'static str,
    /// ISO 3166-1 alpha-2.
    pub code: &'static str,
    pub language: &'static str,
    pub cities: &'static [&'static str],
    pub streets: &'static [&'static str],
    pub given: &'static [&'static str],
    /// Beginnings and endings of family names, so that there are many.
    pub family: (&'static [&'static str], &'static [&'static str]),
    /// The beginning of a number that exists, and how many digits follow it.
    pub phone: (&'static str, u32),
    pub mobile: (&'static str, u32),
    pub legal_forms: &'static [&'static str],
    pub adjectives: &'static [&'static str],
    pub nouns: &'static [&'static str],
}

impl Country {
    /// A family name of this country.
    pub fn family_name(&self, random: &mut Random) -> String {
        format!("{}{}", random.pick(self.family.0), random.pick(self.family.1))
    }
}

const LATIN_ADJECTIVES: &[&str] = &[
    "Northern", "Bright", "Silver", "Quiet", "Golden", "Rapid", "Green", "Noble", "Clear", "Grand", "Eastern", "Amber",
    "Royal", "Modern", "United", "Solid", "Prime", "Coastal", "Alpine", "Swift",
];
const LATIN_NOUNS: &[&str] = &[
    "Harbour",
    "Logistics",
    "Forge",
    "Textiles",
    "Optics",
    "Foods",
    "Machines",
    "Timber",
    "Media",
    "Pharma",
    "Bridges",
    "Motors",
    "Gardens",
    "Systems",
    "Ceramics",
    "Paper",
    "Energy",
    "Glass",
    "Printing",
    "Cargo",
];
const RUSSIAN_ADJECTIVES: &[&str] = &[
    "Северный",
    "Светлый",
    "Новый",
    "Золотой",
    "Быстрый",
    "Зелёный",
    "Первый",
    "Большой",
    "Восточный",
    "Точный",
    "Каменный",
    "Речной",
    "Горный",
    "Лесной",
    "Полярный",
    "Южный",
    "Чистый",
    "Крепкий",
    "Вольный",
    "Ясный",
];
const RUSSIAN_NOUNS: &[&str] = &[
    "Поток",
    "Завод",
    "Транспорт",
    "Берег",
    "Монтаж",
    "Хлеб",
    "Станок",
    "Лес",
    "Экспресс",
    "Мост",
    "Сад",
    "Двигатель",
    "Комбинат",
    "Кирпич",
    "Фарфор",
    "Свет",
    "Прибор",
    "Парус",
    "Щит",
    "Цех",
];
const UKRAINIAN_ADJECTIVES: &[&str] = &[
    "Північний",
    "Ясний",
    "Новий",
    "Золотий",
    "Швидкий",
    "Зелений",
    "Перший",
    "Великий",
    "Східний",
    "Точний",
    "Кам'яний",
    "Річковий",
    "Гірський",
    "Лісовий",
    "Полярний",
    "Південний",
    "Чистий",
    "Міцний",
    "Вільний",
    "Тихий",
];
const UKRAINIAN_NOUNS: &[&str] = &[
    "Потік",
    "Завод",
    "Транспорт",
    "Берег",
    "Монтаж",
    "Хліб",
    "Верстат",
    "Ліс",
    "Експрес",
    "Міст",
    "Сад",
    "Двигун",
    "Комбінат",
    "Їжак",
    "Фарфор",
    "Світ",
    "Прилад",
    "Вітер",
    "Щит",
    "Цех",
];

/// Where the customers are.
pub const COUNTRIES: &[Country] = &[
    Country {
        name: "Germany",
        code: "DE",
        language: "de",
        cities: &["Berlin", "Hamburg", "München", "Köln", "Leipzig", "Bremen"],
        streets: &["Lindenallee", "Hafenstraße", "Marktplatz", "Gartenweg"],
        given: &["Jürgen", "Anna", "Lukas", "Käthe", "Felix", "Greta", "Jonas", "Lena"],
        family: (
            &["Brand", "Köhler", "Wald", "Stein", "Berg", "Feld", "Linden", "Rosen", "Eichen", "Hart", "Schön", "Grün"],
            &["mann", "hof", "berger", "feld", "müller", "bach", "meier", "hofer", "tal", "weiß"],
        ),
        phone: ("+49302", 7),
        mobile: ("+49151", 8),
        legal_forms: &["GmbH", "AG", "KG"],
        adjectives: LATIN_ADJECTIVES,
        nouns: LATIN_NOUNS,
    },
    Country {
        name: "United Kingdom",
        code: "GB",
        language: "en",
        cities: &["London", "Leeds", "Bristol", "Glasgow", "Cardiff", "York"],
        streets: &["High Street", "Station Road", "Mill Lane", "Church Walk"],
        given: &["Oliver", "Amelia", "Harry", "Isla", "George", "Florence", "Arthur", "Beatrice"],
        family: (
            &["Whit", "Ash", "Brad", "Hart", "Marsh", "Pember", "Thorn", "Black", "Red", "Stan", "Wood", "Hollo"],
            &["ford", "ley", "ton", "well", "field", "worth", "by", "ham", "wick", "more"],
        ),
        phone: ("+44207", 7),
        mobile: ("+447400", 6),
        legal_forms: &["Ltd", "PLC", "LLP"],
        adjectives: LATIN_ADJECTIVES,
        nouns: LATIN_NOUNS,
    },
    Country {
        name: "Russia",
        code: "RU",
        language: "ru",
        cities: &["Москва", "Казань", "Пермь", "Тверь", "Самара", "Омск"],
        streets: &["ул. Лесная", "пр. Мира", "ул. Садовая", "наб. Речная"],
        given: &["Алексей", "Мария", "Фёдор", "Ольга", "Пётр", "Юлия", "Дмитрий", "Екатерина"],
        family: (
            &["Щерба", "Кузне", "Соло", "Жу", "Медве", "Воробь", "Цвет", "Чере", "Шапо", "Ершо", "Юрь", "Пота"],
            &["ков", "цов", "вьёв", "пов", "дев", "ев", "нов", "шин", "ский", "ленко"],
        ),
        phone: ("+7495", 7),
        mobile: ("+7916", 7),
        legal_forms: &["ООО", "АО", "ПАО"],
        adjectives: RUSSIAN_ADJECTIVES,
        nouns: RUSSIAN_NOUNS,
    },
    Country {
        name: "Ukraine",
        code: "UA",
        language: "uk",
        cities: &["Київ", "Львів", "Одеса", "Харків", "Дніпро", "Чернівці"],
        streets: &["вул. Лісова", "просп. Миру", "вул. Садова", "вул. Зелена"],
        given: &["Олексій", "Марія", "Андрій", "Олена", "Тарас", "Юлія", "Дмитро", "Катерина"],
        family: (
            &["Шевч", "Ковал", "Бой", "Ткач", "Крав", "Гнат", "Їжак", "Ґудз", "Щерб", "Юрч", "Мельн", "Петр"],
            &["енко", "чук", "ків", "ець", "юк", "евич", "ишин", "ак", "аненко", "івський"],
        ),
        phone: ("+38044", 7),
        mobile: ("+38067", 7),
        legal_forms: &["ТОВ", "ПрАТ", "ПП"],
        adjectives: UKRAINIAN_ADJECTIVES,
        nouns: UKRAINIAN_NOUNS,
    },
];

pub const INDUSTRIES: &[&str] =
    &["Manufacturing", "Retail", "Logistics", "Software", "Medical", "Construction", "Finance", "Agriculture"];
pub const JOB_TITLES: &[&str] = &[
    "Managing director",
    "Buyer",
    "Head of purchasing",
    "Accountant",
    "Engineer",
    "Office manager",
    "Директор",
    "Закупщик",
    "Главный бухгалтер",
    "Керівник відділу",
    "Інженер",
    "Менеджер",
];
pub const DEPARTMENTS: &[&str] = &["Purchasing", "Finance", "Production", "Sales", "IT", "Operations"];
pub const STATUSES: &[&str] = &["new", "active", "waiting", "paused", "lost", "former"];
pub const SOURCES: &[&str] = &["web", "fair", "referral", "call", "import"];
pub const STAGES: &[&str] = &["Qualification", "Proposal", "Negotiation", "Contract", "Won", "Lost"];
pub const SUBJECTS: &[&str] = &["Conveyor", "Annual supply", "Service contract", "Pilot", "Поставка", "Модернізація"];
pub const NOTES: &[&str] = &[
    "Prefers to be called in the morning, asked for the new price list and two references from the same industry.",
    "Met at the spring fair; interested in a pilot for one plant before the end of the quarter.",
    "Просил перезвонить после совещания, интересуется условиями рассрочки и сроками поставки запасных частей.",
    "Знакомы с прошлой выставки, решение принимает вместе с финансовым директором.",
    "Просить надіслати оновлену пропозицію українською та зразок договору на обслуговування.",
    "Домовилися про зустріч на заводі, потрібен інженер для огляду лінії.",
];
