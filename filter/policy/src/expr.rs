//! Expressions and scopes, as loaded.

use alloc::{boxed::Box, rc::Rc, vec::Vec};

use crate::value::{Uid, Value};

/// An expression.
#[derive(Clone, Debug)]
pub enum Expr {
    /// A literal.
    Literal(Value),
    /// `principal`, `action`, `resource` or `context`.
    Variable(Variable),
    /// `!`.
    Not(Box<Expr>),
    /// Integer negation.
    Negate(Box<Expr>),
    /// `isEmpty()`.
    IsEmpty(Box<Expr>),
    /// An operator with two operands.
    Binary(Binary, Box<Expr>, Box<Expr>),
    /// `if then else`.
    If(Box<Expr>, Box<Expr>, Box<Expr>),
    /// `.`.
    Attribute(Box<Expr>, Rc<str>),
    /// `has`, with the path of an extended `has a.b.c`.
    Has(Box<Expr>, Vec<Rc<str>>),
    /// `like`.
    Like(Box<Expr>, Vec<Pattern>),
    /// `is`, with the operand of `is … in …`.
    Is(Box<Expr>, Rc<str>, Option<Box<Expr>>),
    /// A set.
    Set(Vec<Expr>),
    /// A record.
    Record(Vec<(Rc<str>, Expr)>),
}

/// The four variables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Variable {
    /// Who.
    Principal,
    /// Does what.
    Action,
    /// To what.
    Resource,
    /// In which circumstances.
    Context,
}

/// Operators with two operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Binary {
    /// `==`.
    Equal,
    /// `!=`.
    NotEqual,
    /// `<`.
    Less,
    /// `<=`.
    LessEqual,
    /// `>`.
    Greater,
    /// `>=`.
    GreaterEqual,
    /// `&&`.
    And,
    /// `||`.
    Or,
    /// `+`.
    Add,
    /// `-`.
    Subtract,
    /// `*`.
    Multiply,
    /// `in`.
    In,
    /// `contains()`.
    Contains,
    /// `containsAll()`.
    ContainsAll,
    /// `containsAny()`.
    ContainsAny,
}

/// An element of a `like` pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pattern {
    /// Any characters, also none.
    Wildcard,
    /// This character.
    Char(char),
}

/// What a policy's head asks of principal, action or resource.
#[derive(Clone, Debug)]
pub enum Scope {
    /// Nothing.
    Any,
    /// `==`.
    Equal(Uid),
    /// `in` one of these.
    In(Vec<Uid>),
    /// `is`, with `in`.
    Is(Rc<str>, Option<Uid>),
}

/// `when` or `unless`.
#[derive(Clone, Debug)]
pub struct Condition {
    /// Whether the body must be false.
    pub unless: bool,
    /// The body.
    pub body: Expr,
}
