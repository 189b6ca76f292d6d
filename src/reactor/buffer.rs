//! What was written and not sent: whole chunks, and how much of the first is gone.
//!
//! No byte is copied because a send was short. A slice is copied once, on its way in; an owned chunk never.
//!
//! ```text
//! chunks   [######....] [##########]     tail  [###]
//!           ^ offset                            ^ small writes are added here
//! ```

use std::borrow::Cow;
use std::collections::VecDeque;
use std::io::IoSlice;
use std::mem;

/// Small writes are put together up to this size, so that many of them are one slice of one send.
const GATHER: usize = 16 * 1024;
/// A drained buffer keeps its room for the next small write where that is no larger.
const KEEP: usize = 1024;
/// An owned chunk smaller than this is copied like a slice: a chunk of its own would cost more.
const OWN: usize = 1024;

/// How many chunks one send may take. The kernel's own limit is 1,024.
pub(crate) const SLICES: usize = 16;

#[derive(Default)]
pub(crate) struct SendBuffer {
    /// None of them is empty.
    chunks: VecDeque<Vec<u8>>,
    /// What follows the chunks.
    tail: Vec<u8>,
    /// Bytes of the first chunk, or of the tail where there is none, that are sent.
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

    #[inline]
    pub(crate) fn push(&mut self, data: Cow<'_, [u8]>) {
        self.len += data.len();
        match data {
            Cow::Owned(chunk) if chunk.len() >= OWN => {
                self.close_tail();
                self.chunks.push_back(chunk);
            }
            small => {
                if self.tail.len() + small.len() > GATHER {
                    self.close_tail();
                }
                self.tail.extend_from_slice(&small);
            }
        }
    }

    /// The tail becomes a chunk.
    fn close_tail(&mut self) {
        if !self.tail.is_empty() {
            self.chunks.push_back(mem::take(&mut self.tail));
        }
    }

    /// All of it, where that is one slice of at most `limit` bytes: the usual case.
    #[inline]
    pub(crate) fn only(&self, limit: usize) -> Option<&[u8]> {
        (self.chunks.is_empty() && self.len <= limit).then(|| &self.tail[self.offset..])
    }

    /// The first bytes, at most `limit` of them, as slices for one send. Returns how many slices and how many bytes.
    pub(crate) fn slices<'a>(&'a self, limit: usize, into: &mut [IoSlice<'a>; SLICES]) -> (usize, usize) {
        let (mut count, mut bytes, mut skip) = (0, 0, self.offset);
        for chunk in self.chunks.iter().chain([&self.tail]) {
            let chunk = &chunk[mem::take(&mut skip)..];
            let chunk = &chunk[..chunk.len().min(limit - bytes)];
            if chunk.is_empty() || count == SLICES {
                break; // an empty tail, or the limit is reached
            }
            into[count] = IoSlice::new(chunk);
            (count, bytes) = (count + 1, bytes + chunk.len());
        }
        (count, bytes)
    }

    /// The first `sent` bytes are gone.
    #[inline]
    pub(crate) fn consume(&mut self, sent: usize) {
        debug_assert!(sent <= self.len);
        self.len -= sent;
        self.offset += sent;
        while let Some(first) = self.chunks.front().filter(|first| first.len() <= self.offset) {
            self.offset -= first.len();
            self.chunks.pop_front();
        }
        if self.len == 0 {
            self.offset = 0;
            if self.tail.capacity() <= KEEP { self.tail.clear() } else { self.tail = Vec::new() }
        }
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
            steps in prop::collection::vec((0_usize..20_000, any::<bool>(), 0_usize..30_000, 1_usize..25_000), 1..12)
        ) {
            let (mut buffer, mut model, mut next) = (SendBuffer::default(), VecDeque::new(), 0_u8);
            for (size, owned, sent, limit) in steps {
                let data: Vec<u8> = (0..size).map(|_| { next = next.wrapping_add(1); next }).collect();
                model.extend(data.iter().copied());
                buffer.push(if owned { Cow::Owned(data) } else { Cow::Borrowed(&data) });
                let offered = sendable(&buffer, limit);
                prop_assert!(offered.len() <= limit && (offered.len() == limit.min(model.len()) || offered.len() >= SLICES * OWN));
                prop_assert!(offered.iter().eq(model.iter().take(offered.len())));
                let sent = sent.min(offered.len());
                buffer.consume(sent);
                model.drain(..sent);
                prop_assert_eq!(buffer.len(), model.len());
            }
        }
    }
}
