//! Endings of Russian and Ukrainian words.

use std::collections::HashSet;
use std::sync::LazyLock;

/// The 250 most frequent endings of both languages together, folded.
///
/// Our own count: what is left of each inflected form behind the beginning that all forms of its
/// word share, over 20,000 words a language, both languages weighing the same. Taking the longest
/// of them off finds 85 % of the other forms of a Russian and 77 % of a Ukrainian word; together
/// with the Snowball stem 95 % and 89 %, while a word reaches 1.35 and 1.08 words.
static ENDINGS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    "
        а ам ами ах ая аяся в вав вавсь вався вавши вавшись вавшися вала валась валася вали
        вались валися вало валось валося вати ватиме ватимем ватимемо ватимемось ватимемося
        ватимемся ватимете ватиметесь ватиметеся ватиметься ватимеш ватимешся ватиму ватимусь
        ватимуся ватимуть ватимуться ватись ватися всь вся вши вшись вшися е еви его егося ее
        ееся ей ейся ек ем емо емось емося емся ему емуся ен ет ете етесь етеся ется еться еш
        ешся ешь ешься ею еюся и ив ивсь ився ивши ившись ившися ие иеся ий ийся ил ила илась
        илася или ились илися ило илось илося ился им ими имися имо имось имося имся исть истю
        ись ит ите итесь итеся ити итись итися ится ить иться их ихся иш ишся ишь й ймо ймось
        ймося йсь йся йте йтесь йтеся ка кам ками ках ке ки ко кой ком кою ку л ла лась лася ли
        лись лися ло лось лося лся лю на ная ни ние ний ним ними них но ного ное ной ном ному ною
        ную ню ня ням нями нях о ов овал овала овали овало овано овать ови ого ое ои ой ок ом ому
        ости ою ти тиме тимем тимемо тимете тимеш тиму тимуть тись тися ть ться у ув ував увавши
        увала ували увало увати уе уем уемо ует уете уеш уешь уй уймо уйте ула ули уть ую уюся
        уют ують ци ь ью ю юсь юся ют ются ють ються ючи ючись ючися я ям ями ясь ят ях
    "
    .split_whitespace()
    .collect()
});

/// The longest ending has ten letters.
const LONGEST: usize = 10;

/// What is left of a folded Cyrillic word without its longest known ending: at least three letters.
pub(crate) fn light_stem(folded: &str) -> &str {
    let mut found = folded;
    let starts = folded.char_indices().skip(3).map(|(at, _)| at);
    for at in starts {
        let ending = &folded[at..];
        // Cyrillic letters take two bytes each.
        if ending.len() <= 2 * LONGEST && ENDINGS.contains(ending) {
            found = &folded[..at];
            break;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_are_folded_and_distinct() {
        assert_eq!(ENDINGS.len(), 250);
        assert!(ENDINGS.iter().all(|ending| crate::fold(ending) == **ending));
        assert_eq!(ENDINGS.iter().map(|e| e.chars().count()).max(), Some(LONGEST));
    }

    #[test]
    fn the_longest_ending_goes_and_three_letters_stay() {
        for (word, stem) in [("компаниями", "компани"), ("клиентив", "клиент"), ("дом", "дом"), ("маме", "мам")]
        {
            assert_eq!(light_stem(word), stem);
        }
    }
}
