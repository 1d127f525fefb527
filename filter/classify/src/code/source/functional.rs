//! Functional and logic languages.

use super::Language;

pub(super) const LIST: &[Language] = &[
    Language {
        name: "haskell",
        folded: false,
        strong: "Control.Monad Data.Maybe Data.List module where :: -> import qualified deriving instance newtype data IO Maybe Just Nothing putStrLn mapM_ Data ^module ^import ^data ^instance ^newtype ^type Prelude Int String Either Left Right LANGUAGE {- -} forM_ Text ByteString hiding Monad pure foldr Functor unwords Eq Ord Read fromIntegral concatMap",
        medium: "<- => class case of let in do return show Show map Bool Integer Char ^where ^-- ^class <$ >> filter otherwise snd fst Map",
        weak: "if then else main True False",
    },
    Language {
        name: "purescript",
        folded: false,
        strong: "forall Eff Effect purescript :: -> module where import Prelude foreign unit Unit newtype ^foreign ^import ^module Aff Maybe derive Monoid Semigroup class instance Proxy",
        medium: "Just Nothing data type => <- do pure Control case of Array Number Show show Functor Either ^-- ^instance ^data",
        weak: "let in if then else String Boolean Int",
    },
    Language {
        name: "elm",
        folded: false,
        strong: "elm exposing Html Msg Cmd Sub update view model Model alias port ^port ^import ^module Signal <| |> Browser subscriptions Decoder div onClick Graphics Element Svg Task Platform",
        medium: ":: module import type case of let in List String Maybe Just Nothing -> ++ text Int Float ^type ^main ^view ^--",
        weak: "if then else as main where",
    },
    Language {
        name: "ocaml",
        folded: false,
        strong: "List.map List.iter let rec in match with fun function -> open module sig struct end ^let ^open ^module ^and ^type ^val ^exception ^| (* *) ;; ref Printf Some None begin raise :: @@ <- := Hashtbl unit functor failwith mutable Lwt option Array val caml string_of_int Buffer Str external |> exn",
        medium: "type of and List method object inherit virtual include when try as int string bool char lazy fst snd ~= ^in ^(* ^(",
        weak: "if then else for while do done true false",
    },
    Language {
        name: "fsharp",
        folded: false,
        strong: "List.map Seq.map let printfn open namespace module fun |> match with -> member ^open ^let ^member ^module ^namespace ^type ^| [< >] rec mutable async let! return! seq Seq Some None <- .[ this val use abstract unit fsharp failwith sprintf Map Async Array System ^[ elif override do! not |] [| function Result option static >> //",
        medium: "type of int string float new interface inherit in yield downto :> as ^// ^( :: ~= when",
        weak: "if then else for while do true false null",
    },
    Language {
        name: "erlang",
        folded: false,
        strong: "^-module ^-export ^-define ^-include ^-record ^-spec -module -export -define -include -record -spec -behaviour gen_server spawn receive after fun ok io lists Pid => -> || << >> ets erlang handle_call ^% ^%% start_link export_all include_lib handle_info proplists Acc State Tail undefined error #state ++ binary_to_list Args reply noreply",
        medium: "end of when case if module export define andalso orelse try catch begin length list atom element ~. ~; throw stop exit ]) }. ~,",
        weak: "true false not and or format",
    },
    Language {
        name: "clojure",
        folded: false,
        strong: "nil? if-let when-let hash-map refer-macros defn ns fn let :require :refer :use :import :as :keys defmacro defmethod defprotocol defrecord deftest atom swap! reset! assoc conj ^(defn #( println doseq recur cljs clojure str loop ^(ns ^(def ^(deftest def testing deftype refer deref doto partial comp vec filter :else #{ ^( #_ @( #^ [[ {:",
        medium: "require first rest map reduce cond when -> is are keyword count inc dec nil ^; ])",
        weak: "if do and or not true false (( ))",
    },
    Language {
        name: "lisp",
        folded: true,
        strong: "in-package cl-user make-instance handler-case multiple-value return-from defun defmacro setf defvar defparameter defclass progn defpackage asdf format loop &optional &key &rest &body nil car cdr mapcar lambda defmethod defgeneric :initarg :accessor #' (( 'list eq cons cond null setq dolist dotimes :initform declare declaim unless defstruct ^(defun ^(defmacro ^(setf ^(in ^(defvar :export :use #| |# fixnum flet labels t",
        medium: "let list append funcall apply when quote incf push ^( ^; ^;; #: `( ,@ :test with collect do and or block",
        weak: "if not print ))",
    },
    Language {
        name: "elisp",
        folded: false,
        strong: "add-hook goto-char define-key use-package current-buffer save-excursion re-search buffer-file defun defvar defcustom provide interactive setq lexical emacs buffer progn defgroup :group :type defface hook kbd defalias featurep require defconst autoload lambda mode keymap point car cdr elisp message Commentary Emacs mapcar concat window elpa",
        medium: "let when unless nil cond cons and or list dolist while if string ^( ^; ^;; t cl",
        weak: "not ))",
    },
    Language {
        name: "scheme",
        folded: false,
        strong: "let* define-syntax syntax-rules call/cc null? eq? letrec* vector-ref string-append define-record let-values call-with pair? for-each equal? zero? vector-length case-lambda eqv? define lambda letrec set! begin display newline cond else car cdr cadr scheme #t #f library ^(define import rnrs srfi cons apply ^(library ^(import r6rs unspecified guile chicken bytevector call",
        medium: "let map list append quote if vector string ^( ^; ^;; `( ,@ export values define_ chez",
        weak: "and or not ))",
    },
    Language {
        name: "racket",
        folded: false,
        strong: "contract-out for/list syntax-case racket/base hash-ref with-syntax define-values for-syntax #lang racket require provide define struct syntax match ^#lang printf #: #% scribble",
        medium: "lambda let cond else begin module #t #f list ^( ^; displayln set! when unless",
        weak: "if and or not ))",
    },
    Language {
        name: "prolog",
        folded: false,
        strong: ":- is !. ^:- !, findall assert retract nl write module use_module dynamic member append \\+ fail assertz bagof functor discontiguous _) nth0 between maplist [] _, _: =\\ @< @> prolog halt atom writeln length consult repeat setof asserta forall retractall atom_codes",
        medium: "true ~, ~. ]) ), var nonvar select ^% ^%% reverse ^/* list -> format",
        weak: "not ^!",
    },
];
