//! Full text: which records hold which terms, and which words there are at all.
//!
//! Terms arrive folded and stemmed; here they are only looked up, so both databases find the same.
//! The index of a table is derived from its records: backups leave it out, and who restores fills it again.

use std::collections::BTreeSet;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::ops::RangeInclusive;
use std::sync::Arc;

use sea_query::{Expr, ExprTrait, Query, QueryStatementBuilder, SelectStatement};

use crate::database::Shared;
use crate::error::Result;
use crate::param::Param;
use crate::plan::{Dialect, Plan};
use crate::sql::custom;
use crate::tx::Tx;

/// Longer terms are cut: PostgreSQL takes no more than 2,046 bytes.
const TERM_BYTES: usize = 200;
/// A document has no more terms than this; PostgreSQL's vectors end at one mebibyte.
const TERMS: usize = 4_000;
/// How many words are remembered as known.
const KNOWN: usize = 200_000;

/// The name of the index of a table.
pub(crate) fn index_name(table: &str) -> String {
    format!("fts_{table}")
}

/// Creates the index of a table, if it is not there.
///
/// # Errors
/// When the database refuses.
pub fn create(tx: &mut Tx, table: &str) -> Result<()> {
    let name = index_name(table);
    let sql = match tx.dialect() {
        // The tokenizer `ascii` takes every character beyond ASCII as a part of a word, whatever Unicode calls it.
        // Beginnings of three and four letters, with the letter of the family before them, have lists of their own:
        // the lists of all the words that begin so would be merged at each question.
        Dialect::Sqlite => format!(
            "CREATE VIRTUAL TABLE IF NOT EXISTS \"{name}\" USING fts5(terms, content='', contentless_delete=1, detail=none, tokenize='ascii', prefix='4 5')"
        ),
        Dialect::Postgres => format!(
            "CREATE TABLE IF NOT EXISTS \"{name}\" (id bigint PRIMARY KEY, terms tsvector NOT NULL);
             CREATE INDEX IF NOT EXISTS \"{name}_terms\" ON \"{name}\" USING gin (terms)"
        ),
    };
    tx.batch(&sql)
}

/// Removes the index of a table.
///
/// # Errors
/// When the database refuses.
pub fn drop(tx: &mut Tx, table: &str) -> Result<()> {
    tx.batch(&format!("DROP TABLE IF EXISTS \"{}\"", index_name(table)))
}

/// Puts what a record is found by in place of what it was found by before.
///
/// # Errors
/// When the database refuses, now or later in the transaction.
pub fn put<'t>(tx: &mut Tx, table: &str, id: i64, terms: impl IntoIterator<Item = &'t str>) -> Result<()> {
    let terms: BTreeSet<String> = terms.into_iter().filter_map(clean).take(TERMS).collect();
    if terms.is_empty() {
        return remove(tx, table, id);
    }
    let name = index_name(table);
    let (sql, text) = match tx.dialect() {
        Dialect::Sqlite => {
            (format!("INSERT OR REPLACE INTO \"{name}\" (rowid, terms) VALUES (?, ?)"), joined(&terms, "", " "))
        }
        Dialect::Postgres => (
            format!(
                "INSERT INTO \"{name}\" (id, terms) VALUES ($1, CAST(CAST($2 AS text) AS tsvector)) ON CONFLICT (id) DO UPDATE SET terms = excluded.terms"
            ),
            joined(&terms, "'", " "),
        ),
    };
    tx.defer(Plan::text(&sql), vec![Param::Int(id), Param::Text(text)])
}

/// Takes a record out of the index.
///
/// # Errors
/// When the database refuses, now or later in the transaction.
pub fn remove(tx: &mut Tx, table: &str, id: i64) -> Result<()> {
    let name = index_name(table);
    let sql = match tx.dialect() {
        Dialect::Sqlite => format!("DELETE FROM \"{name}\" WHERE rowid = ?"),
        Dialect::Postgres => format!("DELETE FROM \"{name}\" WHERE id = $1"),
    };
    tx.defer(Plan::text(&sql), vec![Param::Int(id)])
}

/// A condition that holds for the records in which every word is found in one of its forms.
///
/// A form is a term and whether it is only the beginning of one. No words mean every record;
/// a word without usable forms means none.
pub fn matches(table: &str, id: impl Into<Expr>, words: &[Vec<(String, bool)>], dialect: Dialect) -> Expr {
    let Some(hits) = hits(table, words, dialect) else { return Expr::cust("1 = 1") };
    match dialect {
        Dialect::Sqlite => id.into().in_subquery(hits),
        // A plan for any words at all does not know how few have them; an array is found first, whatever it expects,
        // and its records come in the order of their ids.
        Dialect::Postgres => {
            let hits = Expr::SubQuery(None, Box::new(hits.into_sub_query_statement()));
            custom(dialect, "{} = ANY(ARRAY({}))", vec![id.into(), hits])
        }
    }
}

/// The query for the ids that [`matches`] stands for; nothing when every record is meant.
pub fn hits(table: &str, words: &[Vec<(String, bool)>], dialect: Dialect) -> Option<SelectStatement> {
    if words.is_empty() {
        return None;
    }
    let name = index_name(table);
    let mut select = Query::select();
    match query_text(words, dialect) {
        None => select.expr(Expr::cust("0")).and_where(Expr::cust("1 = 0")),
        Some(text) => match dialect {
            Dialect::Sqlite => select.column("rowid").from(name.clone()).and_where(custom(
                dialect,
                &format!("\"{name}\" MATCH {{}}"),
                vec![Expr::val(text)],
            )),
            Dialect::Postgres => select.column("id").from(name).and_where(custom(
                dialect,
                "terms @@ CAST(CAST({} AS text) AS tsquery)",
                vec![Expr::val(text)],
            )),
        },
    };
    Some(select)
}

/// The words in the database's own language; nothing when one of them cannot be found at all.
fn query_text(words: &[Vec<(String, bool)>], dialect: Dialect) -> Option<String> {
    let mut groups = Vec::new();
    for word in words {
        let forms: BTreeSet<String> = word
            .iter()
            .filter_map(|(term, prefix)| {
                let term = clean(term)?;
                Some(match (dialect, prefix) {
                    (Dialect::Sqlite, true) => format!("\"{term}\"*"),
                    (Dialect::Sqlite, false) => format!("\"{term}\""),
                    (Dialect::Postgres, true) => format!("'{term}':*"),
                    (Dialect::Postgres, false) => format!("'{term}'"),
                })
            })
            .collect();
        if forms.is_empty() {
            return None;
        }
        let or = if dialect == Dialect::Sqlite { " OR " } else { " | " };
        groups.push(format!("({})", joined(&forms, "", or)));
    }
    Some(groups.join(if dialect == Dialect::Sqlite { " AND " } else { " & " }))
}

/// A term as both databases take it: without ASCII signs, which would end it, and not too long.
fn clean(term: &str) -> Option<String> {
    let mut clean: String = term
        .chars()
        .filter(|character| !character.is_ascii() || character.is_ascii_alphanumeric())
        .map(|character| character.to_ascii_lowercase())
        .collect();
    let mut end = clean.len().min(TERM_BYTES);
    while !clean.is_char_boundary(end) {
        end -= 1;
    }
    clean.truncate(end);
    if clean.is_empty() { None } else { Some(clean) }
}

fn joined(terms: &BTreeSet<String>, quote: &str, between: &str) -> String {
    let mut text = String::new();
    for term in terms {
        if !text.is_empty() {
            text.push_str(between);
        }
        text.push_str(quote);
        text.push_str(term);
        text.push_str(quote);
    }
    text
}

/// Words that were written once already, by their hashes.
#[derive(Default)]
pub(crate) struct Known {
    words: std::collections::HashSet<u64>,
    hasher: RandomState,
}

/// Creates the tables of the words of all entities, if they are not there.
///
/// # Errors
/// When the database refuses.
pub fn create_vocabulary(tx: &mut Tx) -> Result<()> {
    let sql = "CREATE TABLE IF NOT EXISTS fts_word (word TEXT NOT NULL PRIMARY KEY);
               CREATE TABLE IF NOT EXISTS fts_gram (gram TEXT NOT NULL, length BIGINT NOT NULL, word TEXT NOT NULL, PRIMARY KEY (gram, length, word))";
    let mut sql = crate::migrate::translate(sql, tx.dialect());
    if tx.dialect() == Dialect::Sqlite {
        sql = sql.replace(");", ") WITHOUT ROWID;").trim_end().to_owned() + " WITHOUT ROWID";
    }
    tx.batch(&sql)
}

/// Adds words to those that [`similar_words`] finds; words that are known already cost next to nothing.
///
/// # Errors
/// When the database refuses, now or later in the transaction.
pub fn vocabulary_add<'w>(tx: &mut Tx, words: impl IntoIterator<Item = &'w str>) -> Result<()> {
    let shared = Arc::clone(&tx.shared);
    let new = unknown(&shared, words);
    if new.is_empty() {
        return Ok(());
    }
    let (words, hashes): (Vec<String>, Vec<u64>) = new.into_iter().unzip();
    match tx.dialect() {
        Dialect::Sqlite => add_each(tx, words)?,
        Dialect::Postgres => tx.gather_words(words),
    }
    // Only what is committed is known.
    tx.on_commit(Box::new(move || {
        if let Ok(mut known) = shared.known.lock() {
            if known.words.len() + hashes.len() > KNOWN {
                known.words.clear();
            }
            known.words.extend(hashes);
        }
    }));
    Ok(())
}

fn add_each(tx: &mut Tx, words: Vec<String>) -> Result<()> {
    let exists = Plan::text("SELECT 1 FROM fts_word WHERE word = ?");
    let word_plan = Plan::text("INSERT OR IGNORE INTO fts_word (word) VALUES (?)");
    let gram_plan = Plan::text("INSERT OR IGNORE INTO fts_gram (gram, length, word) VALUES (?, ?, ?)");
    for word in words {
        if tx.query_one(&exists, &[Param::from(&word)], |_| Ok(()))?.is_some() {
            continue;
        }
        let length = word.chars().count() as i64;
        for gram in grams(&word) {
            tx.execute(&gram_plan, &[Param::Text(gram), Param::Int(length), Param::from(&word)])?;
        }
        tx.execute(&word_plan, &[Param::Text(word)])?;
    }
    Ok(())
}

/// All words of a transaction in two statements, without looking first: that would cost a round trip, and a conflict with
/// whoever adds words at the same time.
pub(crate) fn write_words(tx: &mut Tx, words: &BTreeSet<String>) -> Result<()> {
    let mut lists: [String; 3] = Default::default();
    for word in words {
        let length = word.chars().count().to_string();
        for gram in grams(word) {
            for (list, item) in lists.iter_mut().zip([gram.as_str(), &length, word]) {
                if !list.is_empty() {
                    list.push(' ');
                }
                list.push_str(item);
            }
        }
    }
    let gram_plan = Plan::text(
        "INSERT INTO fts_gram (gram, length, word) SELECT gram, CAST(length AS bigint), word
         FROM unnest(string_to_array($1, ' '), string_to_array($2, ' '), string_to_array($3, ' ')) AS new (gram, length, word)
         ON CONFLICT DO NOTHING",
    );
    let word_plan =
        Plan::text("INSERT INTO fts_word (word) SELECT unnest(string_to_array($1, ' ')) ON CONFLICT DO NOTHING");
    tx.queue(gram_plan, lists.map(Param::Text).into())?;
    tx.queue(word_plan, vec![Param::Text(joined(words, "", " "))])
}

fn unknown<'w>(shared: &Shared, words: impl IntoIterator<Item = &'w str>) -> Vec<(String, u64)> {
    let words: BTreeSet<String> =
        words.into_iter().filter_map(clean).filter(|word| word.chars().count() <= 40).collect();
    let Ok(known) = shared.known.lock() else { return Vec::new() };
    words
        .into_iter()
        .map(|word| {
            let hash = known.hasher.hash_one(&word);
            (word, hash)
        })
        .filter(|(_, hash)| !known.words.contains(hash))
        .collect()
}

/// The pieces of two letters a word consists of, its beginning marked: what similar words share.
pub fn grams(word: &str) -> Vec<String> {
    let letters: Vec<char> = std::iter::once('^').chain(word.chars()).collect();
    let pairs: BTreeSet<String> = letters.windows(2).map(|pair| pair.iter().collect()).collect();
    pairs.into_iter().collect()
}

/// The known words of these lengths that share most of `grams`, the most similar first.
///
/// # Errors
/// When the database cannot be read.
pub fn similar_words(tx: &mut Tx, grams: &[String], lengths: RangeInclusive<usize>, limit: u32) -> Result<Vec<String>> {
    if grams.is_empty() {
        return Ok(Vec::new());
    }
    tx.write_words()?;
    // Two typing errors spoil six of the pieces at most, so fewer shared ones mean another word.
    let least = Ord::max(grams.len() as i64 - 4, 1);
    let mut select = Query::select();
    select
        .column("word")
        .from("fts_gram")
        .and_where(Expr::col("gram").is_in(grams.iter().map(String::as_str)))
        .and_where(Expr::col("length").gte(*lengths.start() as i64))
        .and_where(Expr::col("length").lte(*lengths.end() as i64))
        .group_by_col("word")
        .and_having(Expr::cust("count(*)").gte(least))
        .order_by_expr(Expr::cust("count(*)"), sea_query::Order::Desc)
        .order_by("word", sea_query::Order::Asc)
        .limit(limit.into());
    tx.all(&select, |row| row.text(0).map(str::to_owned))
}
