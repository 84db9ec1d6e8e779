use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use proptest::prelude::*;

use super::*;
use crate::source::Bytes;

/// A provider that keeps what it is sent.
#[derive(Default)]
struct Kept {
    parts: Mutex<Vec<(usize, Vec<u8>)>>,
    at_once: AtomicUsize,
    most_at_once: AtomicUsize,
    aborted: AtomicBool,
    /// The number of the part that fails.
    fails: Option<usize>,
    /// Whether giving up was possible: it would not be, were the caller's call asked.
    call_at_abort: Mutex<Option<Result<()>>>,
}

impl Parts for Kept {
    type Part = usize;
    type Done = Vec<u8>;

    fn algorithm(&self) -> Option<Algorithm> {
        Some(Algorithm::Crc32c)
    }

    fn put(&self, number: usize, piece: Piece) -> Result<usize> {
        let bytes = match piece {
            Piece::Block(block) => {
                assert_eq!(block.sum(), Some(&Algorithm::Crc32c.of(block.bytes())));
                block.bytes().to_vec()
            }
            Piece::Range(mut range) => {
                let mut bytes = vec![0; usize::try_from(range.length().unwrap()).unwrap()];
                let n = range.read_full(&mut bytes)?;
                bytes.truncate(n);
                bytes
            }
        };
        let now = self.at_once.fetch_add(1, Ordering::SeqCst) + 1;
        self.most_at_once.fetch_max(now, Ordering::SeqCst);
        thread::sleep(Duration::from_millis(1));
        self.at_once.fetch_sub(1, Ordering::SeqCst);
        if self.fails == Some(number) {
            return Err(Error::new(Kind::Unavailable, "out of order"));
        }
        self.parts.lock().unwrap().push((number, bytes));
        Ok(number)
    }

    fn complete(&self, parts: Vec<usize>, length: u64) -> Result<Vec<u8>> {
        assert_eq!(parts, (1..=parts.len()).collect::<Vec<_>>());
        let mut kept = std::mem::take(&mut *self.parts.lock().unwrap());
        kept.sort_unstable();
        let whole: Vec<u8> = kept.into_iter().flat_map(|(_, bytes)| bytes).collect();
        assert_eq!(whole.len() as u64, length);
        Ok(whole)
    }

    fn abort(&self) -> Result<()> {
        self.aborted.store(true, Ordering::SeqCst);
        *self.call_at_abort.lock().unwrap() = Some(call::check());
        Ok(())
    }
}

/// A source that does not tell its length, or tells a wrong one.
struct Odd<'a>(Bytes<'a>, Option<u64>);

impl Source for Odd<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        // A few bytes at a time, as pipes do.
        let n = buffer.len().min(7);
        self.0.read(&mut buffer[..n])
    }
    fn length(&self) -> Option<u64> {
        self.1
    }
    fn rewind(&mut self) -> Result<bool> {
        Ok(false)
    }
}

const PLAN: Plan = Plan { part_size: 10, parallel: 3, max_parts: 100 };

fn send(kept: &Kept, source: &mut dyn Source, plan: &Plan) -> Result<Vec<u8>> {
    match open(source, plan, kept.algorithm())? {
        Opening::Whole(block) => Ok(block.bytes().to_vec()),
        opening => upload(kept, opening, source, plan),
    }
}

/// A source that can be read from anywhere, with a length that may be wrong.
struct Anywhere<'a>(&'a [u8], u64);

impl ReadAt for Anywhere<'_> {
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> Result<usize> {
        let rest = &self.0[self.0.len().min(usize::try_from(offset).unwrap())..];
        let n = rest.len().min(buffer.len()).min(7);
        buffer[..n].copy_from_slice(&rest[..n]);
        Ok(n)
    }
    fn size(&self) -> Result<u64> {
        Ok(self.0.len() as u64)
    }
}

impl Source for Anywhere<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        let n = self.read_at(buffer, 0)?;
        self.0 = &self.0[n..];
        Ok(n)
    }
    fn length(&self) -> Option<u64> {
        Some(self.1)
    }
    fn rewind(&mut self) -> Result<bool> {
        Ok(false)
    }
    fn ranges(&self) -> Option<&dyn ReadAt> {
        Some(self)
    }
}

proptest! {
    #[test]
    fn every_byte_arrives_in_its_place(bytes in prop::collection::vec(any::<u8>(), 0..300), told: bool, parallel in 1usize..6) {
        let kept = Kept::default();
        let length = told.then_some(bytes.len() as u64);
        let whole = send(&kept, &mut Odd(Bytes::new(&bytes), length), &Plan { parallel, ..PLAN }).unwrap();
        prop_assert_eq!(whole, bytes);
        prop_assert!(kept.most_at_once.load(Ordering::SeqCst) <= parallel);
        prop_assert!(!kept.aborted.load(Ordering::SeqCst));
    }

    #[test]
    fn what_can_be_read_from_anywhere_arrives_in_its_place(bytes in prop::collection::vec(any::<u8>(), 0..300), parallel in 1usize..6) {
        let kept = Kept::default();
        let whole = send(&kept, &mut Anywhere(&bytes, bytes.len() as u64), &Plan { parallel, ..PLAN }).unwrap();
        prop_assert_eq!(whole, bytes);
        prop_assert!(kept.most_at_once.load(Ordering::SeqCst) <= parallel);
    }

    #[test]
    fn a_file_that_changed_its_length_is_found_out(bytes in prop::collection::vec(any::<u8>(), 0..100), told in 0u64..100) {
        prop_assume!(told != bytes.len() as u64);
        let kept = Kept::default();
        let error = send(&kept, &mut Anywhere(&bytes, told), &PLAN).unwrap_err();
        prop_assert_eq!(error.kind(), Kind::Integrity);
        let sent_any = !kept.parts.lock().unwrap().is_empty();
        prop_assert!(kept.aborted.load(Ordering::SeqCst) || !sent_any);
    }

    #[test]
    fn parts_that_grow_keep_every_byte_in_its_place(bytes in prop::collection::vec(any::<u8>(), 0..700)) {
        let kept = Kept::default();
        let whole = send(&kept, &mut Odd(Bytes::new(&bytes), None), &Plan { max_parts: 20, ..PLAN }).unwrap();
        prop_assert_eq!(whole, bytes);
    }

    #[test]
    fn a_wrong_length_is_found_out_and_nothing_stays(bytes in prop::collection::vec(any::<u8>(), 0..100), told in 0u64..100) {
        prop_assume!(told != bytes.len() as u64);
        let kept = Kept::default();
        let error = send(&kept, &mut Odd(Bytes::new(&bytes), Some(told)), &PLAN).unwrap_err();
        prop_assert_eq!(error.kind(), Kind::Integrity);
        let sent_any = !kept.parts.lock().unwrap().is_empty();
        prop_assert!(kept.aborted.load(Ordering::SeqCst) || !sent_any);
    }
}

#[test]
fn a_part_that_fails_ends_the_upload() {
    let kept = Kept { fails: Some(4), ..Kept::default() };
    let error = send(&kept, &mut Bytes::new(&[1; 200]), &PLAN).unwrap_err();
    assert_eq!(error.kind(), Kind::Unavailable);
    assert!(kept.aborted.load(Ordering::SeqCst));

    let kept = Kept { fails: Some(4), ..Kept::default() };
    let error = send(&kept, &mut Anywhere(&[1; 200], 200), &PLAN).unwrap_err();
    assert_eq!(error.kind(), Kind::Unavailable);
    assert!(kept.aborted.load(Ordering::SeqCst));
}

#[test]
fn a_cancelled_upload_cleans_up_nevertheless() {
    let call = Arc::new(Call::new(None));
    let cancel = Arc::clone(&call);
    call.set_progress(Some(Arc::new(move |done, total| {
        assert_eq!(total, Some(200));
        if done >= 50 {
            cancel.cancel();
        }
        Ok(())
    })));
    let kept = Kept::default();
    let error = Current::start(Some(&call)).scope(|| send(&kept, &mut Bytes::new(&[1; 200]), &PLAN)).unwrap_err();
    assert_eq!(error.kind(), Kind::Cancelled);
    assert!(kept.call_at_abort.lock().unwrap().take().unwrap().is_ok(), "the abort is not cancelled with the rest");
}

#[test]
fn a_source_without_end_meets_the_limit_of_parts() {
    let kept = Kept::default();
    let error = send(&kept, &mut Odd(Bytes::new(&[1; 200]), None), &Plan { max_parts: 5, ..PLAN }).unwrap_err();
    assert!(error.message().contains("part_size"), "{error}");
    assert!(kept.aborted.load(Ordering::SeqCst));
}

#[test]
fn parts_grow_with_what_is_known_to_come() {
    let size = |length| Plan::new(None, None, length, 10_000).unwrap().part_size as u64;
    assert_eq!(size(None), PART_SIZE);
    assert_eq!(size(Some(10_000 * PART_SIZE)), PART_SIZE);
    let large = 5 << 40;
    assert!(size(Some(large)) * 10_000 >= large);
    assert_eq!(size(Some(large)) % (1 << 20), 0);
    assert_eq!(Plan::new(Some(6 << 20), Some(2), Some(1 << 30), 10_000).unwrap().part_size, 6 << 20);
    assert_eq!(Plan::new(None, None, Some(large), 10_000).unwrap().parallel, 1);
}

#[test]
fn parts_of_unknown_length_grow_late_and_hold_what_a_provider_takes() {
    let plan = Plan::new(None, None, None, 10_000).unwrap();
    let size = |number| plan.part(number, None).0 as u64;
    assert_eq!(plan.part(5_000, None), (PART_SIZE as usize, 4), "38 GiB take no more memory than the first part");
    assert!((1..=10_000).map(size).sum::<u64>() >= 5 << 40);
    for number in 1..=10_000 {
        let (size, parallel) = plan.part(number, None);
        assert!(parallel == 1 || size * parallel <= MEMORY, "{number}: {size} x {parallel}");
    }
    assert_eq!(plan.part(10_000, Some(1)), (PART_SIZE as usize, 4), "what is known needs no growing");
}
