use std::io::Read;
use std::time::Duration;

use store::{Error, blob};
use testkit::databases;

#[test]
fn what_is_kept_is_read_in_pieces_of_any_size() {
    for db in databases() {
        for size in [0, 1, 1000, 256 << 10, (256 << 10) + 1, 1_500_000] {
            let bytes: Vec<u8> = (0..size).map(|number: usize| (number * 7 + number / 251) as u8).collect();
            let mut writer = blob::writer(&db, 10_000_000).unwrap();
            for piece in bytes.chunks(70_001) {
                writer.append(piece).unwrap();
            }
            let kept = writer.finish().unwrap();
            assert_eq!(kept.size, size as u64);
            assert_eq!(blob::put(&db, &bytes).unwrap(), kept);
            let mut reader = blob::reader(&db, &kept.hash).unwrap().unwrap();
            assert_eq!(reader.size, kept.size);
            let mut read = Vec::new();
            let mut buffer = [0; 1009];
            loop {
                let count = reader.read(&mut buffer).unwrap();
                if count == 0 {
                    break;
                }
                read.extend_from_slice(&buffer[..count]);
            }
            assert!(read == bytes);
        }
        assert_eq!(blob::list(&db).unwrap().len(), 6);
        assert_eq!(
            blob::put(&db, b"").unwrap().hash,
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        );
    }
}

#[test]
fn what_is_not_finished_leaves_nothing() {
    for db in databases() {
        let mut writer = blob::writer(&db, 300_000).unwrap();
        writer.append(&vec![1; 280_000]).unwrap();
        assert!(matches!(writer.append(&[1; 30_000]), Err(Error::TooLarge { limit: 300_000 })));
        drop(writer);
        assert!(blob::list(&db).unwrap().is_empty());
        let writer = blob::writer(&db, 10).unwrap();
        std::mem::forget(writer);
        blob::sweep(&db, Duration::ZERO).unwrap();
        let kept = blob::put(&db, b"a").unwrap();
        assert!(blob::remove(&db, &kept.hash).unwrap());
        assert!(!blob::remove(&db, &kept.hash).unwrap());
        assert_eq!(blob::get(&db, &kept.hash).unwrap(), None);
    }
}

#[test]
fn a_name_is_no_path() {
    for db in databases() {
        let long = "../".repeat(21) + "x";
        for name in ["", "..", "../relata.sqlite", long.as_str(), &"А".repeat(32), &"A".repeat(64)] {
            assert!(blob::reader(&db, name).unwrap().is_none());
            assert!(!blob::remove(&db, name).unwrap());
        }
    }
}
