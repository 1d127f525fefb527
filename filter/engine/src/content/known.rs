//! What is found already, so that another reading of the same bytes does not count it again.

use alloc::vec::Vec;
use core::ops::Range;

use countersign_classify::LabelId;
use countersign_formats::order;

use super::{edit::Edit, sink::Sink};

/// Spans that are found already, by label and place.
pub(super) struct Known(Vec<(LabelId, usize, usize)>);

impl Known {
    /// The findings of a sink from this one on.
    pub(super) fn of(sink: &Sink<'_>, from: usize) -> Self {
        let spans = sink.findings.iter().skip(from).map(|f| (f.label, f.edit.span.start, f.edit.span.end));
        let mut spans: Vec<_> = spans.collect();
        order::sort_by(&mut spans, Ord::cmp);
        Self(spans)
    }

    /// The last span of a label that begins before `end`.
    fn last(&self, label: LabelId, end: usize) -> Option<Range<usize>> {
        let after = self.0.partition_point(|(known, start, _)| (*known, *start) < (label, end));
        let (known, start, end) = self.0.get(after.checked_sub(1)?)?;
        (*known == label).then_some(*start..*end)
    }

    /// Whether a finding of a label has any of these bytes.
    pub(super) fn touches(&self, label: LabelId, edit: &Edit) -> bool {
        self.last(label, edit.span.end).is_some_and(|span| span.end > edit.span.start)
    }

    /// Whether a finding of a label has all of these bytes.
    pub(super) fn covers(&self, label: LabelId, edit: &Edit) -> bool {
        let last = self.last(label, edit.span.end);
        last.is_some_and(|span| span.start <= edit.span.start && span.end >= edit.span.end)
    }
}
