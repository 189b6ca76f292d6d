//! What was written and not sent: whole chunks, and how much of the first is gone.
//!
//! No byte is copied because a send was short. A slice is copied once, on its way in; an owned chunk never.
//!
//! ```text
//! chunks   [######....] [##########] [###]
//!           ^ offset                     ^ small writes are added here
//! ```

use std::borrow::Cow;
use std::collections::VecDeque;
use std::io::IoSlice;

/// Small writes are put together up to this size, so that many of them are one chunk of one send.
const GATHER: usize = 16 * 1024;
/// A drained buffer keeps its chunk for the next small write where it is no larger than this.
const KEEP: usize = 1024;
/// An owned chunk smaller than this is copied like a slice: a chunk of its own would cost more.
const OWN: usize = 1024;

/// How many chunks one send may take. The kernel's own limit is 1,024.
pub(crate) const SLICES: usize = 16;

#[derive(Default)]
pub(crate) struct SendBuffer {
    chunks: VecDeque<Vec<u8>>,
    /// Bytes of the first chunk that are sent.
    offset: usize,
    len: usize,
}

impl SendBuffer {
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.len == 0
    }

    pub(crate) fn push(&mut self, data: Cow<'_, [u8]>) {
        self.len += data.len();
        match data {
            Cow::Owned(chunk) if chunk.len() >= OWN => self.chunks.push_back(chunk),
            small => self.gather(&small),
        }
    }

    fn gather(&mut self, data: &[u8]) {
        match self.chunks.back_mut() {
            Some(last) if last.len() + data.len() <= GATHER => last.extend_from_slice(data),
            _ => self.chunks.push_back(data.to_vec()),
        }
    }

    /// The first bytes, at most `limit` of them, as slices for one send. Returns how many slices and how many bytes.
    pub(crate) fn slices<'a>(&'a self, limit: usize, into: &mut [IoSlice<'a>; SLICES]) -> (usize, usize) {
        let (mut count, mut bytes, mut skip) = (0, 0, self.offset);
        for chunk in &self.chunks {
            let chunk = &chunk[skip..];
            skip = 0;
            let chunk = &chunk[..chunk.len().min(limit - bytes)];
            if chunk.is_empty() {
                continue; // the kept chunk of a drained buffer; or the limit is reached
            }
            into[count] = IoSlice::new(chunk);
            (count, bytes) = (count + 1, bytes + chunk.len());
            if count == SLICES || bytes == limit {
                break;
            }
        }
        (count, bytes)
    }

    /// The first `sent` bytes are gone.
    pub(crate) fn consume(&mut self, sent: usize) {
        debug_assert!(sent <= self.len);
        self.len -= sent;
        if self.is_empty() {
            self.drained();
            return;
        }
        self.offset += sent;
        while let Some(first) = self.chunks.front().filter(|first| first.len() <= self.offset) {
            self.offset -= first.len();
            self.chunks.pop_front();
        }
    }

    fn drained(&mut self) {
        self.offset = 0;
        self.chunks.truncate(1);
        self.chunks.retain(|chunk| chunk.capacity() <= KEEP);
        self.chunks.iter_mut().for_each(Vec::clear);
    }

    pub(crate) fn clear(&mut self) {
        *self = SendBuffer::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sendable(buffer: &SendBuffer, limit: usize) -> Vec<u8> {
        let mut slices = [IoSlice::new(&[]); SLICES];
        let (count, bytes) = buffer.slices(limit, &mut slices);
        let all: Vec<u8> = slices[..count].iter().flat_map(|slice| slice.iter().copied()).collect();
        assert_eq!(all.len(), bytes);
        all
    }

    #[test]
    fn an_owned_chunk_is_moved_and_not_copied() {
        let chunk = vec![7; 100_000];
        let at = chunk.as_ptr();
        let mut buffer = SendBuffer::default();
        buffer.push(Cow::Owned(chunk));
        buffer.consume(40_000);
        let mut slices = [IoSlice::new(&[]); SLICES];
        assert_eq!(buffer.slices(10, &mut slices), (1, 10));
        assert_eq!(slices[0].as_ptr(), at.wrapping_add(40_000));
    }

    #[test]
    fn small_writes_become_one_slice() {
        let mut buffer = SendBuffer::default();
        for byte in 0..=255 {
            buffer.push(Cow::Borrowed(&[byte]));
        }
        let mut slices = [IoSlice::new(&[]); SLICES];
        assert_eq!(buffer.slices(1 << 20, &mut slices), (1, 256));
    }

    #[test]
    fn a_kept_chunk_does_not_disturb_the_next_one() {
        let mut buffer = SendBuffer::default();
        for data in [vec![1], vec![2; 5_000], vec![3; 2]] {
            let size = data.len();
            buffer.push(Cow::Owned(data.clone()));
            assert_eq!(sendable(&buffer, 1 << 20), data);
            buffer.consume(size);
        }
    }

    proptest! {
        #[test]
        fn what_goes_in_comes_out(
            steps in prop::collection::vec((0_usize..40_000, any::<bool>(), 0_usize..60_000, 1_usize..50_000), 1..60)
        ) {
            let (mut buffer, mut model, mut next) = (SendBuffer::default(), VecDeque::new(), 0_u8);
            for (size, owned, sent, limit) in steps {
                let data: Vec<u8> = (0..size).map(|_| { next = next.wrapping_add(1); next }).collect();
                model.extend(data.iter().copied());
                buffer.push(if owned { Cow::Owned(data) } else { Cow::Borrowed(&data) });
                let offered = sendable(&buffer, limit);
                prop_assert!(offered.len() <= limit && (offered.len() == limit.min(model.len()) || offered.len() >= SLICES));
                prop_assert!(offered.iter().eq(model.iter().take(offered.len())));
                let sent = sent.min(offered.len());
                buffer.consume(sent);
                model.drain(..sent);
                prop_assert_eq!(buffer.len(), model.len());
            }
        }
    }
}
