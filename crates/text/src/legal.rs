//! Legal forms of companies in the countries we know, as they stand before and behind names.

use std::collections::HashSet;
use std::sync::LazyLock;

/// Legal forms of one word, folded and without full stops: a line or more for each part of the
/// world (Russia, Belarus and Kazakhstan, the same in Latin letters, Ukraine, English, German,
/// Romance languages, the Netherlands and Belgium, the north and the Baltic states, central and
/// south-eastern Europe, elsewhere).
static FORMS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    "
        ооо оао зао пао ао нао ип чп чуп гуп муп фгуп фгбу ано нко одо тоо кфх пбоюл уп сп
        ooo oao zao pao ip too llp
        тов прат пат ват зат ат фоп пп дп кп спд тдв tov prat pjsc pat fop
        llc ltd limited inc incorporated corp corporation co company plc lp pllc pte pty pvt jsc
        cjsc ojsc cic nonprofit корпорация компания инк лтд ллс
        gmbh ag kg ohg ug gbr ev eg kgaa mbh haftungsbeschrankt гмбх
        sa sas sasu sarl eurl snc scs sl slu sau cv ltda eireli lda srl srls spa sapa sapi sc limitada
        unipersonal
        bv nv vof bvba sprl vzw asbl
        aktiebolag ab hb oy oyj as asa aps ks ans uab sia ou mb hf ehf
        sro spol zrt kft bt nyrt doo dd ad ood ead eood dooel shpk spzoo spj оод еоод ад доо дд
        se scop kk gk sdn bhd tbk pt fze fzc fzco dmcc wll bsc ltee ae epe sti dac scsp sicav raif
    "
    .split_whitespace()
    .collect()
});

/// Legal forms of several words, folded; where one begins another, the longer stands first.
const PHRASES: &str = "
    общество с ограниченной ответственностью
    общество с дополнительной ответственностью
    товарищество с ограниченной ответственностью
    публичное акционерное общество
    откритое акционерное общество
    закритое акционерное общество
    непубличное акционерное общество
    акционерное общество
    индивидуальний предприниматель
    частное предприятие
    товариство з обмеженою видповидальнистю
    публичне акционерне товариство
    приватне акционерне товариство
    акционерне товариство
    приватне пидприемство
    державне пидприемство
    физична особа пидприемець
    limited liability company
    limited liability partnership
    joint stock company
    limited partnership
    private limited company
    public limited company
    private limited
    proprietary limited
    designated activity company
    spolka z ograniczona odpowiedzialnoscia
    sp z ograniczona odpowiedzialnoscia
    spolka komandytowa
    spolka z oo
    spolka zoo
    spolka akcyjna
    sp z oo
    sp zoo
    sp k
    s a de c v
    sa de cv
    gesellschaft mit beschrankter haftung
    gmbh co kg
    gmbh und co kg
    sendirian berhad
    aktiengesellschaft
    kabushiki kaisha
    societe a responsabilite limitee
    societe anonyme
    sa rl
    besloten vennootschap
    naamloze vennootschap
    sociedad de responsabilidad limitada
    sociedad limitada
    societa a responsabilita limitata
    in liquidazione
    korlatolt felelossegu tarsasag
    zartkoruen mukodo reszvenytarsasag
    nyilvanosan mukodo reszvenytarsasag
    anonim sirketi
    limited sirketi
    spolecnost s rucenim omezenim
    drustvo s ogranicenom odgovornoscu
    sociedad anonima
    societa per azioni
";

static SPLIT_PHRASES: LazyLock<Vec<Vec<&str>>> = LazyLock::new(|| {
    let lines = PHRASES.lines().filter(|line| !line.trim().is_empty());
    lines.map(|line| line.split_whitespace().collect()).collect()
});

/// How many of the first folded words are a legal form.
pub(crate) fn words_in_front(words: &[String]) -> usize {
    longest(|phrase| begins_with(words, phrase), words.first())
}

/// How many of the last folded words are a legal form.
pub(crate) fn words_behind(words: &[String]) -> usize {
    let ends_with =
        |phrase: &[&str]| words.len() >= phrase.len() && begins_with(&words[words.len() - phrase.len()..], phrase);
    longest(ends_with, words.last())
}

fn longest(fits: impl Fn(&[&str]) -> bool, word: Option<&String>) -> usize {
    let phrase = SPLIT_PHRASES.iter().find(|phrase| fits(phrase)).map(Vec::len);
    phrase.unwrap_or_else(|| usize::from(word.is_some_and(|word| FORMS.contains(word.as_str()))))
}

fn begins_with(words: &[String], phrase: &[&str]) -> bool {
    words.len() >= phrase.len() && words.iter().zip(phrase).all(|(word, wanted)| word == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn legal_forms_are_written_folded() {
        for form in FORMS.iter().copied().chain(PHRASES.split_whitespace()) {
            assert_eq!(crate::fold(form), form);
        }
    }

    #[test]
    fn the_longer_phrase_stands_first() {
        for (at, phrase) in SPLIT_PHRASES.iter().enumerate() {
            let hidden = SPLIT_PHRASES[..at].iter().any(|earlier| phrase.starts_with(earlier));
            assert!(!hidden, "{phrase:?}");
        }
    }
}
