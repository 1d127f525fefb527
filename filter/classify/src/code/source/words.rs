//! Words that lines of code begin with.

/// Words at a line's beginning that only code has there.
pub(super) const ONLY_CODE: &str = "def elif func fn var const struct enum typedef namespace #include #define #ifdef #ifndef #if #endif \
    #else #pragma #import #undef @interface @implementation @property @end @Override extern typename \
    printf println printfn fprintf endif endfor elsif elseif defmodule defp defun defmacro defn impl mut \
    async await lambda foreach fmt int bool char float double void uint uint32_t uint8_t size_t unsigned \
    sizeof std cout cin System Console console module endmodule endfunction goto SELECT INSERT UPDATE \
    DELETE CREATE ALTER DROP FROM WHERE JOIN BEGIN DECLARE GROUP ORDER VALUES GO Dim Sub echo fi esac \
    sudo subroutine SUBROUTINE PROGRAM CALL INTEGER REAL PERFORM MOVE DISPLAY PROCEDURE FUNCTION END \
    ENDIF IF ELSE RETURN uniform varying vec4 vec3 vec2 float4 float3 float2 proc puts attr_accessor \
    attr_reader newtype instance deriving val defstruct deftype nil isset unset setq endforeach endmacro";

/// Instructions and directives of assemblers, in any case.
pub(super) const MNEMONICS: &str = "mov movl movq movb jmp jne jnz jz je jc jnc cmp lea leal leaq ldr stp ldp xor xorl addi subl addl \
    addq subq pushl popl pushq popq callq lda sta ldx stx ldy sty jsr bne beq bcc bcs rts nop ret dw db \
    dd equ org push pop ljmp sjmp lcall setb clr inc dec djnz ld li lw sw jal bl bx shl shr rol ror asl \
    lsr iret reti int cli sti hlt adc sbc mul imul idiv movzx movsx svc stosb";

/// Words that begin lines of code, and sentences.
pub(super) const CODE_AND_ENGLISH: &str = "if for while return import from class let use using public private protected static final abstract \
    package function end else then do done case switch try catch except finally with assert raise throw \
    throws yield print break continue pass del global local export default interface trait object type \
    data where match when begin until unless loop repeat signal entity process library architecture \
    procedure program record require include open select insert update delete create alter drop set add \
    sub push pop call move template virtual override implicit integer real write read input output \
    assign always wire reg query mutation message service resource variable provider method new delay \
    test describe it rule load display uses unit implementation rescue ensure extends implements Private \
    Public Function End If Else Next For Set Option Imports Return Loop Do Case Select With";
