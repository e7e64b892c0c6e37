//! 301 models that each break one rule, and those that break none.
use bpmn::{Severity, lint, xml::Document};

use crate::suites::{models, name};

/// Models that are not refused by the rule they break, with the reason. Only shrinks.
const MISSES: &[&str] = &[];

/// Models of the valid kind that break a rule all the same, with the rules.
const FAULTY: &[(&str, &[&str])] = &[
    // 10.3: quantities are 1 or more.
    ("Token_CompletionQuantity_Zero", &["completion-quantity"]),
    ("Token_StartQuantity_Zero", &["start-quantity"]),
    // Its join waits for both ways of an exclusive split: whatever is chosen, it cannot
    // finish. The suite wants the deadlock to be reached; we refuse such a design.
    ("ExclusiveDiverging_ParallelConverging", &["join-stuck"]),
];

#[test]
fn each_invalid_model_is_refused_with_its_rule_named() {
    let files = models("betsy/bpmn_constraints");
    let mut missed = Vec::new();
    let mut refused = 0;
    for file in &files {
        let document = Document::read(&std::fs::read(file).unwrap()).unwrap();
        let findings = lint::check(&document);
        let errors: Vec<_> = findings.iter().filter(|it| it.severity == Severity::Error).collect();
        refused += usize::from(!errors.is_empty());
        let folder = file.parent().unwrap().file_name().unwrap().to_string_lossy().into_owned();
        // Folder REF holds references that lead nowhere or to the wrong kind of thing.
        let number: u16 = folder.trim_start_matches("EXT").parse().unwrap_or(0);
        let named = errors.iter().any(|it| lint::find(it.rule).unwrap().numbers.contains(&number));
        if !named {
            let rules: Vec<_> = errors.iter().map(|it| it.rule).collect();
            missed.push((name(file), rules));
        }
    }
    println!("betsy: {} of {} refused, {} with the rule named", refused, files.len(), files.len() - missed.len());
    for (name, rules) in &missed {
        println!("  missed {name}: {rules:?}");
    }
    let new: Vec<_> = missed.iter().filter(|(name, _)| !MISSES.contains(&name.as_str())).collect();
    assert!(new.is_empty(), "{} new misses", new.len());
    let gone = MISSES.iter().filter(|miss| !missed.iter().any(|(name, _)| name == *miss));
    assert!(files.is_empty() || gone.count() == 0, "the list of misses can shrink");
}

#[test]
fn valid_models_are_not_refused() {
    let files: Vec<_> = models("betsy").into_iter().chain(models("miwg")).collect();
    let (mut wrong, mut faulty) = (Vec::new(), 0);
    for file in files.iter().filter(|file| !file.to_string_lossy().contains("bpmn_constraints")) {
        let document = Document::read(&std::fs::read(file).unwrap()).unwrap();
        let allowed = FAULTY.iter().find(|(known, _)| *known == name(file)).map_or(&[][..], |it| it.1);
        let findings = lint::check(&document);
        let broken = |rule: &&&str| findings.iter().any(|it| it.rule == **rule && it.severity == Severity::Error);
        faulty += allowed.iter().filter(broken).count();
        for finding in findings {
            if finding.severity == Severity::Error && !allowed.contains(&finding.rule) {
                wrong.push(format!("{}: {finding}", name(file)));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    let listed = FAULTY.iter().map(|it| it.1.len()).sum::<usize>();
    assert!(files.is_empty() || faulty == listed, "the list of faulty models can shrink");
}
